-- SQLAlchemy 2.1
WITH anomalies_9 AS MATERIALIZED
(
  SELECT anomaly_10."key" AS "key", anomaly_10.label AS label, anomaly_10.measure AS measure, anomaly_10.observed AS observed, anomaly_10.expected AS expected, anomaly_10.deviation AS deviation, anomaly_10.day AS day, anomaly_10.merchant_id AS merchant_id
  FROM (
    SELECT found_1.subject AS subject, found_1."key" AS "key", found_1.merchant_id AS merchant_id, merchant_6.name AS label, found_1.measure AS measure, found_1.observed AS observed, found_1.expected AS expected, found_1.deviation AS deviation, found_1.day AS day
    FROM (
      SELECT merchant_4.name AS name, merchant_4.merchant_id AS merchant_id, coalesce(merchant_4.industry_key IN (
        SELECT anon_1.value
        FROM json_each(?) AS anon_1
      ) AND (? = '' OR ? != '' AND (merchant_4.district = ? AND merchant_4.district_basis != 'registration' OR (EXISTS (
        SELECT 1
        FROM outlet AS outlet_7
        WHERE outlet_7.merchant_id = merchant_4.merchant_id AND outlet_7.district = ? AND outlet_7.status = 'OPEN' AND outlet_7.superseded_at IS NULL
      )))), 0) AS _a_own_industry, coalesce(merchant_4.industry_key IN (
        SELECT anon_2.value
        FROM json_each(?) AS anon_2
      ) AND (? = '' OR ? != '' AND (merchant_4.district = ? OR (EXISTS (
        SELECT 1
        FROM outlet AS outlet_8
        WHERE outlet_8.merchant_id = merchant_4.merchant_id AND outlet_8.district = ? AND outlet_8.status = 'OPEN' AND outlet_8.superseded_at IS NULL
      )))), 0) AS _a_own_industry_open
      FROM merchant AS merchant_4
      WHERE merchant_4.superseded_at IS NULL AND coalesce(merchant_4.industry_key IN (
        SELECT anon_3.value
        FROM json_each(?) AS anon_3
      ) AND (? = '' OR ? != '' AND (merchant_4.district = ? AND merchant_4.district_basis != 'registration' OR (EXISTS (
        SELECT 1
        FROM outlet AS outlet_5
        WHERE outlet_5.merchant_id = merchant_4.merchant_id AND outlet_5.district = ? AND outlet_5.status = 'OPEN' AND outlet_5.superseded_at IS NULL
      )))), 0) = 1
    ) AS merchant_6 JOIN anomaly AS found_1 ON found_1.merchant_id = merchant_6.merchant_id
    WHERE found_1.superseded_at IS NULL AND found_1.subject = 'MERCHANT' AND (EXISTS (
      SELECT 1
      FROM (
        SELECT date(listed_3.since) AS since, date(listed_3.until) AS until
        FROM (
          SELECT json_extract(element.value, '$.since') AS since, json_extract(element.value, '$.until') AS until, element."key" AS position
          FROM json_each(?) AS element
        ) AS listed_3
      ) AS period_2
      WHERE found_1.day >= period_2.since AND found_1.day <= period_2.until
    )) AND (found_1.measure = 'prepaid_balance' OR found_1.measure = 'held' OR found_1.measure = 'reports_missing' OR found_1.measure = 'complaints' AND merchant_6._a_own_industry_open = 1)
  ) AS anomaly_10
  WHERE 1 = 1 ORDER BY anomaly_10.day DESC NULLS LAST, anomaly_10.subject ASC NULLS LAST, anomaly_10."key" ASC NULLS LAST, anomaly_10.measure ASC NULLS LAST
)
SELECT CAST(json_object('anomalies', (
  SELECT json_group_array(json_object('key', anomalies_9."key", 'label', anomalies_9.label, 'measure', anomalies_9.measure, 'observed', json(rtrim(rtrim(CASE WHEN (anomalies_9.observed >= 0) THEN printf('%d.%02d', anomalies_9.observed / 100, anomalies_9.observed % 100) WHEN (anomalies_9.observed < 0) THEN printf('-%d.%02d', -(anomalies_9.observed / 100), -(anomalies_9.observed % 100)) END, '0'), '.')), 'expected', json(rtrim(rtrim(CASE WHEN (anomalies_9.expected >= 0) THEN printf('%d.%02d', anomalies_9.expected / 100, anomalies_9.expected % 100) WHEN (anomalies_9.expected < 0) THEN printf('-%d.%02d', -(anomalies_9.expected / 100), -(anomalies_9.expected % 100)) END, '0'), '.')), 'deviation', json(rtrim(rtrim(CASE WHEN (anomalies_9.deviation >= 0) THEN printf('%d.%06d', anomalies_9.deviation / 1000000, anomalies_9.deviation % 1000000) WHEN (anomalies_9.deviation < 0) THEN printf('-%d.%06d', -(anomalies_9.deviation / 1000000), -(anomalies_9.deviation % 1000000)) END, '0'), '.')), 'day', anomalies_9.day, 'merchant', (
    SELECT json_object('uscc', merchant_12.uscc) AS json_object_1
    FROM (
      SELECT merchant_11.uscc AS uscc
      FROM merchant AS merchant_11
      WHERE merchant_11.superseded_at IS NULL AND merchant_11.merchant_id = anomalies_9.merchant_id
    ) AS merchant_12
  ))) AS json_group_array_1
  FROM anomalies_9
)) AS BLOB) AS body, '' AS marks, json((
  SELECT json_group_array(subjects.merchant_id) AS json_group_array_2
  FROM (
    SELECT merchant_11.merchant_id AS merchant_id
    FROM merchant AS merchant_11
    WHERE EXISTS (
      SELECT 1
      FROM anomalies_9
      WHERE merchant_11.superseded_at IS NULL AND merchant_11.merchant_id = anomalies_9.merchant_id
    ) UNION SELECT DISTINCT merchant_4.merchant_id AS merchant_id
    FROM merchant AS merchant_4
    WHERE merchant_4.superseded_at IS NULL AND coalesce(merchant_4.industry_key IN (
      SELECT anon_3.value
      FROM json_each(?) AS anon_3
    ) AND (? = '' OR ? != '' AND (merchant_4.district = ? AND merchant_4.district_basis != 'registration' OR (EXISTS (
      SELECT 1
      FROM outlet AS outlet_5
      WHERE outlet_5.merchant_id = merchant_4.merchant_id AND outlet_5.district = ? AND outlet_5.status = 'OPEN' AND outlet_5.superseded_at IS NULL
    )))), 0) = 1 AND merchant_4.merchant_id IN (
      SELECT found_1.merchant_id
      FROM anomaly AS found_1
      WHERE found_1.superseded_at IS NULL AND found_1.subject = 'MERCHANT' AND (EXISTS (
        SELECT 1
        FROM (
          SELECT date(listed_3.since) AS since, date(listed_3.until) AS until
          FROM (
            SELECT json_extract(element.value, '$.since') AS since, json_extract(element.value, '$.until') AS until, element."key" AS position
            FROM json_each(?) AS element
          ) AS listed_3
        ) AS period_2
        WHERE found_1.day >= period_2.since AND found_1.day <= period_2.until
      ))
    ) ORDER BY merchant_id
  ) AS subjects
)) AS subjects, 0 AS sealed
WHERE EXISTS (
  SELECT 1
  FROM rights_epoch AS epoch_13
  WHERE epoch_13.policy = ? AND (? = 0 OR epoch_13.register = ?)
)
-- bound: 1: industries, 2: district, 3: district, 4: district, 5: district, 6: industries, 7: district, 8: district, 9: district, 10: district, 11: industries, 12: district, 13: district, 14: district, 15: district, 16: v0, 17: industries, 18: district, 19: district, 20: district, 21: district, 22: v0, 23: policy, 24: register, 25: register
