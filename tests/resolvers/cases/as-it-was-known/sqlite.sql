-- SQLAlchemy 2.1
WITH merchants_4 AS MATERIALIZED
(
  SELECT merchant_1.node_id AS node_id, merchant_1.uscc AS uscc, merchant_1.name AS name, merchant_1.brand AS brand, merchant_1.registered_capital AS registered_capital, merchant_1.merchant_id AS merchant_id
  FROM merchant AS merchant_1 LEFT OUTER JOIN merchant AS merchant_now_2 ON merchant_now_2.merchant_id = merchant_1.merchant_id AND merchant_now_2.fact_id = merchant_1.fact_id AND merchant_now_2.superseded_at IS NULL
  WHERE merchant_1.recorded_at <= ? AND (merchant_1.superseded_at IS NULL OR merchant_1.superseded_at > ?) AND coalesce(? != '' AND (merchant_now_2.district = ? AND merchant_now_2.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_3
    WHERE outlet_3.merchant_id = merchant_now_2.merchant_id AND outlet_3.district = ? AND outlet_3.status = 'OPEN' AND outlet_3.superseded_at IS NULL
  ))), 0) = 1 ORDER BY merchant_1.uscc ASC, merchant_1.uscc ASC
  LIMIT CAST(? AS INTEGER)
)
SELECT CAST(json_object('merchants', json_object('nodes', (
  SELECT json_group_array(json_object('id', merchants_4.node_id || ?, 'uscc', merchants_4.uscc, 'name', merchants_4.name, 'brand', merchants_4.brand, 'registeredCapital', CASE WHEN (merchants_4.registered_capital >= 0) THEN printf('%d.%02d', merchants_4.registered_capital / 100, merchants_4.registered_capital % 100) WHEN (merchants_4.registered_capital < 0) THEN printf('-%d.%02d', -(merchants_4.registered_capital / 100), -(merchants_4.registered_capital % 100)) END, 'outlets', json_object('nodes', (
    SELECT json_group_array(json_object('id', outlets_7.node_id || ?, 'name', outlets_7.name, 'provenance', json_object('recordedAt', strftime('%Y-%m-%dT%H:%M:%S', outlets_7.recorded_at / 1000000 + 28800, 'unixepoch') || printf('.%06d+08:00', outlets_7.recorded_at % 1000000), 'supersededAt', strftime('%Y-%m-%dT%H:%M:%S', outlets_7.superseded_at / 1000000 + 28800, 'unixepoch') || printf('.%06d+08:00', outlets_7.superseded_at % 1000000)))) AS json_group_array_2
    FROM (
      SELECT outlet_5.node_id AS node_id, outlet_5.name AS name, outlet_5.recorded_at AS recorded_at, outlet_5.superseded_at AS superseded_at
      FROM outlet AS outlet_5 LEFT OUTER JOIN outlet AS outlet_now_6 ON outlet_now_6.merchant_id = outlet_5.merchant_id AND outlet_now_6.fact_id = outlet_5.fact_id AND outlet_now_6.superseded_at IS NULL
      WHERE outlet_5.recorded_at <= ? AND (outlet_5.superseded_at IS NULL OR outlet_5.superseded_at > ?) AND outlet_5.merchant_id = merchants_4.merchant_id ORDER BY outlet_5.opened_on DESC NULLS LAST, outlet_5.fact_id DESC, outlet_5.merchant_id ASC
      LIMIT CAST(? AS INTEGER)
    ) AS outlets_7
  )))) AS json_group_array_1
  FROM merchants_4
))) AS BLOB) AS body, '' AS marks, json((
  SELECT json_group_array(subjects.merchant_id) AS json_group_array_3
  FROM (
    SELECT DISTINCT merchants_4.merchant_id AS merchant_id
    FROM merchants_4 ORDER BY merchant_id
  ) AS subjects
)) AS subjects, 0 AS sealed
WHERE EXISTS (
  SELECT 1
  FROM rights_epoch AS epoch_9
  WHERE epoch_9.policy = ? AND (? = 0 OR epoch_9.register = ?)
)
-- bound: 1: v0, 2: v0, 3: district, 4: district, 5: district, 6: v2, 7: v1, 8: v1, 9: v0, 10: v0, 11: v3, 12: policy, 13: register, 14: register
