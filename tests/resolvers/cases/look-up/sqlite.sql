-- SQLAlchemy 2.1
WITH counted_14 AS MATERIALIZED
(
  SELECT DISTINCT merchant_1.merchant_id AS merchant_id
  FROM merchant AS merchant_1
  WHERE merchant_1.superseded_at IS NULL AND (? = 0 OR merchant_1.merchant_id IN (
    SELECT gram_2.merchant_id
    FROM search_gram AS gram_2
    WHERE gram_2.gram IN (
      SELECT anon_1.value
      FROM json_each(?) AS anon_1
    ) GROUP BY gram_2.merchant_id
    HAVING count(*) = ?
  )) AND (EXISTS (
    SELECT 1
    FROM search_entry AS entry_3
    WHERE entry_3.merchant_id = merchant_1.merchant_id AND instr(entry_3.text, ?) > 0 AND (entry_3.coordinate = 'Merchant.name' OR entry_3.coordinate = 'Merchant.brand' OR entry_3.coordinate = 'Outlet.name' OR entry_3.coordinate = 'Outlet.address')
  ))
  LIMIT 101
),
merchants_4 AS MATERIALIZED
(
  SELECT merchant_1.uscc AS uscc, merchant_1.name AS name, merchant_1.district AS district, merchant_1.merchant_id AS merchant_id
  FROM merchant AS merchant_1
  WHERE merchant_1.superseded_at IS NULL AND (? = 0 OR merchant_1.merchant_id IN (
    SELECT gram_2.merchant_id
    FROM search_gram AS gram_2
    WHERE gram_2.gram IN (
      SELECT anon_1.value
      FROM json_each(?) AS anon_1
    ) GROUP BY gram_2.merchant_id
    HAVING count(*) = ?
  )) AND (EXISTS (
    SELECT 1
    FROM search_entry AS entry_3
    WHERE entry_3.merchant_id = merchant_1.merchant_id AND instr(entry_3.text, ?) > 0 AND (entry_3.coordinate = 'Merchant.name' OR entry_3.coordinate = 'Merchant.brand' OR entry_3.coordinate = 'Outlet.name' OR entry_3.coordinate = 'Outlet.address')
  )) ORDER BY merchant_1.established_on DESC NULLS LAST, merchant_1.uscc ASC
  LIMIT CAST(? AS INTEGER)
)
SELECT CAST(json_object('merchants', json_object('totalCount', (
  SELECT count(*) AS count_1
  FROM merchant AS merchant_1
  WHERE merchant_1.superseded_at IS NULL AND (? = 0 OR merchant_1.merchant_id IN (
    SELECT gram_2.merchant_id
    FROM search_gram AS gram_2
    WHERE gram_2.gram IN (
      SELECT anon_1.value
      FROM json_each(?) AS anon_1
    ) GROUP BY gram_2.merchant_id
    HAVING count(*) = ?
  )) AND (EXISTS (
    SELECT 1
    FROM search_entry AS entry_3
    WHERE entry_3.merchant_id = merchant_1.merchant_id AND instr(entry_3.text, ?) > 0 AND (entry_3.coordinate = 'Merchant.name' OR entry_3.coordinate = 'Merchant.brand' OR entry_3.coordinate = 'Outlet.name' OR entry_3.coordinate = 'Outlet.address')
  ))
), 'nodes', (
  SELECT json_group_array(json_object('uscc', merchants_4.uscc, 'name', merchants_4.name, 'district', (
    SELECT json_object('name', district_6.name) AS json_object_1
    FROM (
      SELECT district_5.name AS name
      FROM district AS district_5
      WHERE district_5.code = merchants_4.district
    ) AS district_6
  ), 'risk', (
    SELECT json_object('code', risk_8.code, 'alert', json(CASE WHEN risk_8.alert THEN 'true' WHEN (risk_8.alert IS NOT NULL) THEN 'false' END)) AS json_object_2
    FROM (
      SELECT riskstatus_7.code AS code, riskstatus_7.alert AS alert
      FROM risk_status AS riskstatus_7
      WHERE riskstatus_7.superseded_at IS NULL AND riskstatus_7.merchant_id = merchants_4.merchant_id ORDER BY riskstatus_7.since DESC, riskstatus_7.fact_id DESC, riskstatus_7.merchant_id ASC
      LIMIT 1
    ) AS risk_8
  ), 'latestRating', (
    SELECT json_object('grade', latestrating_10.grade, 'publisher', (
      SELECT json_object('name', publisher_13.name) AS json_object_4
      FROM (
        SELECT party_11.name AS name
        FROM party AS party_11
        WHERE (party_11.superseded_at IS NULL OR NOT (EXISTS (
          SELECT 1
          FROM party AS party_known_12
          WHERE party_known_12.fact_id = party_11.fact_id AND party_known_12.recorded_at > party_11.recorded_at
        ))) AND party_11.code = latestrating_10.publisher AND latestrating_10._s_published = 1
      ) AS publisher_13
    )) AS json_object_3
    FROM (
      SELECT rating_9.grade AS grade, rating_9.publisher AS publisher, coalesce(rating_9.published_on <= ? AND rating_9.withdrawn_on IS NULL, 0) AS _s_published
      FROM rating AS rating_9
      WHERE rating_9.superseded_at IS NULL AND rating_9.merchant_id = merchants_4.merchant_id AND coalesce(rating_9.published_on <= ? AND rating_9.withdrawn_on IS NULL, 0) = 1 ORDER BY rating_9.published_on DESC, rating_9.fact_id DESC, rating_9.merchant_id ASC
      LIMIT 1
    ) AS latestrating_10
  ))) AS json_group_array_1
  FROM merchants_4
))) AS BLOB) AS body, '' AS marks, json((
  SELECT json_group_array(subjects.merchant_id) AS json_group_array_2
  FROM (
    SELECT merchants_4.merchant_id AS merchant_id
    FROM merchants_4 UNION SELECT counted_14.merchant_id AS merchant_id
    FROM counted_14
    WHERE (
      SELECT count(*) AS count_2
      FROM counted_14
    ) <= 100 ORDER BY merchant_id
  ) AS subjects
)) AS subjects, 0 AS sealed, (
  SELECT data_version.version
  FROM data_version
) AS version
WHERE EXISTS (
  SELECT 1
  FROM rights_epoch AS epoch_16
  WHERE epoch_16.policy = ? AND (? = 0 OR epoch_16.register = ?)
)
-- bound: 1: v0, 2: v1, 3: v0, 4: v2, 5: v0, 6: v1, 7: v0, 8: v2, 9: v3, 10: v0, 11: v1, 12: v0, 13: v2, 14: today, 15: today, 16: policy, 17: register, 18: register
