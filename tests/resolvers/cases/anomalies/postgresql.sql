-- SQLAlchemy 2.1
WITH anomalies_9 AS MATERIALIZED
(
  SELECT anomaly_10.key AS key, anomaly_10.label AS label, anomaly_10.measure AS measure, anomaly_10.observed AS observed, anomaly_10.expected AS expected, anomaly_10.deviation AS deviation, anomaly_10.day AS day, anomaly_10.merchant_id AS merchant_id
  FROM (
    SELECT found_1.subject AS subject, found_1.key AS key, found_1.merchant_id AS merchant_id, merchant_6.name AS label, found_1.measure AS measure, found_1.observed AS observed, found_1.expected AS expected, found_1.deviation AS deviation, found_1.day AS day
    FROM (
      SELECT merchant_4.name AS name, merchant_4.merchant_id AS merchant_id, coalesce(merchant_4.industry_key = any($1::TEXT[] COLLATE "C") AND ($2::VARCHAR COLLATE "C" = '' OR $2::VARCHAR COLLATE "C" != '' AND (merchant_4.district = $2::VARCHAR COLLATE "C" AND merchant_4.district_basis != 'registration' OR (EXISTS (
        SELECT 1
        FROM outlet AS outlet_7
        WHERE outlet_7.merchant_id = merchant_4.merchant_id AND outlet_7.district = $2::VARCHAR COLLATE "C" AND outlet_7.status = 'OPEN' AND outlet_7.superseded_at IS NULL
      )))), false) AS _a_own_industry, coalesce(merchant_4.industry_key = any($1::TEXT[] COLLATE "C") AND ($2::VARCHAR COLLATE "C" = '' OR $2::VARCHAR COLLATE "C" != '' AND (merchant_4.district = $2::VARCHAR COLLATE "C" OR (EXISTS (
        SELECT 1
        FROM outlet AS outlet_8
        WHERE outlet_8.merchant_id = merchant_4.merchant_id AND outlet_8.district = $2::VARCHAR COLLATE "C" AND outlet_8.status = 'OPEN' AND outlet_8.superseded_at IS NULL
      )))), false) AS _a_own_industry_open
      FROM merchant AS merchant_4
      WHERE merchant_4.superseded_at IS NULL AND coalesce(merchant_4.industry_key = any($1::TEXT[] COLLATE "C") AND ($2::VARCHAR COLLATE "C" = '' OR $2::VARCHAR COLLATE "C" != '' AND (merchant_4.district = $2::VARCHAR COLLATE "C" AND merchant_4.district_basis != 'registration' OR (EXISTS (
        SELECT 1
        FROM outlet AS outlet_5
        WHERE outlet_5.merchant_id = merchant_4.merchant_id AND outlet_5.district = $2::VARCHAR COLLATE "C" AND outlet_5.status = 'OPEN' AND outlet_5.superseded_at IS NULL
      )))), false)
    ) AS merchant_6 JOIN anomaly AS found_1 ON found_1.merchant_id = merchant_6.merchant_id
    WHERE found_1.superseded_at IS NULL AND found_1.subject = 'MERCHANT' AND (EXISTS (
      SELECT 1
      FROM (
        SELECT to_date(listed_3.since, 'YYYY-MM-DD') AS since, to_date(listed_3.until, 'YYYY-MM-DD') AS until
        FROM (
          SELECT element.element ->> 'since' AS since, element.element ->> 'until' AS until, element.position AS position
          FROM json_array_elements(CAST($3::VARCHAR AS JSON)) WITH ORDINALITY AS element(element, position)
        ) AS listed_3
      ) AS period_2
      WHERE found_1.day >= period_2.since AND found_1.day <= period_2.until
    )) AND (found_1.measure = 'prepaid_balance' OR found_1.measure = 'held' OR found_1.measure = 'reports_missing' OR found_1.measure = 'complaints' AND merchant_6._a_own_industry_open)
  ) AS anomaly_10
  WHERE true ORDER BY anomaly_10.day DESC NULLS LAST, anomaly_10.subject ASC NULLS LAST, anomaly_10.key ASC NULLS LAST, anomaly_10.measure ASC NULLS LAST
),
told AS MATERIALIZED
(
  SELECT '' AS marks, CAST(array((
    SELECT subjects.merchant_id
    FROM (
      SELECT merchant_11.merchant_id AS merchant_id
      FROM merchant AS merchant_11
      WHERE EXISTS (
        SELECT 1
        FROM anomalies_9
        WHERE merchant_11.superseded_at IS NULL AND merchant_11.merchant_id = anomalies_9.merchant_id
      ) UNION SELECT DISTINCT merchant_4.merchant_id AS merchant_id
      FROM merchant AS merchant_4
      WHERE merchant_4.superseded_at IS NULL AND coalesce(merchant_4.industry_key = any($1::TEXT[] COLLATE "C") AND ($2::VARCHAR COLLATE "C" = '' OR $2::VARCHAR COLLATE "C" != '' AND (merchant_4.district = $2::VARCHAR COLLATE "C" AND merchant_4.district_basis != 'registration' OR (EXISTS (
        SELECT 1
        FROM outlet AS outlet_5
        WHERE outlet_5.merchant_id = merchant_4.merchant_id AND outlet_5.district = $2::VARCHAR COLLATE "C" AND outlet_5.status = 'OPEN' AND outlet_5.superseded_at IS NULL
      )))), false) AND merchant_4.merchant_id IN (
        SELECT found_1.merchant_id
        FROM anomaly AS found_1
        WHERE found_1.superseded_at IS NULL AND found_1.subject = 'MERCHANT' AND (EXISTS (
          SELECT 1
          FROM (
            SELECT to_date(listed_3.since, 'YYYY-MM-DD') AS since, to_date(listed_3.until, 'YYYY-MM-DD') AS until
            FROM (
              SELECT element.element ->> 'since' AS since, element.element ->> 'until' AS until, element.position AS position
              FROM json_array_elements(CAST($3::VARCHAR AS JSON)) WITH ORDINALITY AS element(element, position)
            ) AS listed_3
          ) AS period_2
          WHERE found_1.day >= period_2.since AND found_1.day <= period_2.until
        ))
      ) ORDER BY merchant_id
    ) AS subjects
  )) AS BIGINT[]) AS subjects, false AS sealed
  WHERE EXISTS (
    SELECT 1
    FROM rights_epoch AS epoch_13
    WHERE epoch_13.policy = $4::VARCHAR COLLATE "C" AND ($5::BIGINT = 0 OR epoch_13.register = $5::BIGINT)
  )
),
recorded AS
(INSERT INTO access_record (stream, record_id, node_id, at, party, subject, purpose, case_number, operation, operation_digest, policy_version, families, outcome, merchants, merchant_ids, merchants_digest, sealed) SELECT $6::BIGINT AS anon_1, $7::BIGINT AS anon_2, $8::VARCHAR AS anon_3, $9::TIMESTAMP WITH TIME ZONE AS anon_4, $10::VARCHAR COLLATE "C" AS anon_5, $11::VARCHAR AS anon_6, $12::VARCHAR AS anon_7, $13::VARCHAR AS anon_8, $14::VARCHAR AS anon_9, $15::VARCHAR AS anon_10, $4::VARCHAR COLLATE "C" AS anon_11, CAST('["PUBLIC","STATISTICS"]' AS JSON) AS anon_12, 'ANSWERED' AS anon_13, coalesce(cardinality(told.subjects), 0) AS coalesce_1, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN coalesce(to_json(told.subjects), CAST('[]' AS JSON)) ELSE CAST('[]' AS JSON) END AS anon_14, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN NULL ELSE encode(sha256(convert_to('[' || array_to_string(told.subjects, ',') || ']', 'UTF8')), 'hex') END AS anon_15, told.sealed
FROM told RETURNING access_record.stream, access_record.record_id, access_record.merchants, access_record.merchant_ids),
recent AS
(INSERT INTO access_recent (stream, record_id, merchants) SELECT recorded.stream AS stream, recorded.record_id AS record_id, replace(replace(CAST(recorded.merchant_ids AS VARCHAR), '[', ','), ']', ',') AS replace_1
FROM recorded
WHERE recorded.merchants BETWEEN 1 AND 100)
SELECT row_to_json((
  SELECT r$ AS anon_16
  FROM (
    SELECT array((
      SELECT r$ AS anon_17
      FROM (
        SELECT anomalies_9.key AS key, anomalies_9.label AS label, anomalies_9.measure AS measure, trim_scale(anomalies_9.observed * 0.01) AS observed, trim_scale(anomalies_9.expected * 0.01) AS expected, trim_scale(anomalies_9.deviation * 0.000001) AS deviation, anomalies_9.day AS day, (
          SELECT r$ AS anon_18
          FROM (
            SELECT merchant_12.uscc AS uscc
            FROM (
              SELECT merchant_11.uscc AS uscc
              FROM merchant AS merchant_11
              WHERE merchant_11.superseded_at IS NULL AND merchant_11.merchant_id = anomalies_9.merchant_id
            ) AS merchant_12
          ) AS r$
        ) AS merchant
        FROM anomalies_9
      ) AS r$
    )) AS anomalies
  ) AS r$
)) AS body, told.marks AS marks, CASE WHEN (recorded.merchants > 100) THEN to_json(array((
  SELECT told.subjects[place] AS anon_19
  FROM generate_series(recorded.merchants / 100, recorded.merchants, recorded.merchants / 100) AS place
))) ELSE CASE WHEN (told.subjects IS NOT NULL) THEN recorded.merchant_ids END END AS subjects, told.sealed AS sealed
FROM told, recorded
-- bound: 1: industries, 2: district, 3: v0, 4: policy, 5: register, 6: proof_stream, 7: proof_record_id, 8: proof_node_id, 9: proof_at, 10: party, 11: proof_subject, 12: proof_purpose, 13: proof_case_number, 14: proof_operation, 15: proof_operation_digest
