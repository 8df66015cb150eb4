-- SQLAlchemy 2.1
WITH merchants_7 AS MATERIALIZED
(
  SELECT merchant_1.name AS name, merchant_1.merchant_id AS merchant_id, merchant_1.industry_edition AS industry_edition, merchant_1.industry AS industry
  FROM merchant AS merchant_1
  WHERE merchant_1.superseded_at IS NULL AND (merchant_1.name_folded IS NOT NULL AND strpos(merchant_1.name_folded, $1::VARCHAR COLLATE "C") > 0 OR (EXISTS (
    SELECT 1
    FROM (
      SELECT riskstatus_2.code AS code
      FROM risk_status AS riskstatus_2
      WHERE riskstatus_2.superseded_at IS NULL AND riskstatus_2.merchant_id = merchant_1.merchant_id ORDER BY riskstatus_2.since DESC, riskstatus_2.fact_id DESC, riskstatus_2.merchant_id ASC
      LIMIT 1
    ) AS risk_3
    WHERE risk_3.code IS NOT NULL AND risk_3.code = any($2::TEXT[] COLLATE "C")
  )) AND NOT (NOT (EXISTS (
    SELECT 1
    FROM (
      SELECT custodyassessment_4.shortfall AS shortfall
      FROM custody_assessment AS custodyassessment_4
      WHERE custodyassessment_4.superseded_at IS NULL AND custodyassessment_4.merchant_id = merchant_1.merchant_id ORDER BY custodyassessment_4.assessed_for DESC, custodyassessment_4.fact_id DESC, custodyassessment_4.merchant_id ASC
      LIMIT 1
    ) AS custody_5
    WHERE custody_5.shortfall IS NOT NULL AND custody_5.shortfall IS NOT NULL
  ))) OR (
    SELECT count(*) AS count_1
    FROM complaint AS complaint_6
    WHERE complaint_6.superseded_at IS NULL AND complaint_6.merchant_id = merchant_1.merchant_id AND complaint_6.received_on > $3::DATE + -90
  ) >= $4::INTEGER) AND merchant_1.industry_key IS NOT NULL AND merchant_1.industry_key = any($5::TEXT[] COLLATE "C") ORDER BY merchant_1.established_on DESC NULLS LAST, merchant_1.uscc ASC
  LIMIT $6::INTEGER
),
told AS MATERIALIZED
(
  SELECT '' AS marks, CAST(array((
    SELECT subjects.merchant_id
    FROM (
      SELECT merchants_7.merchant_id AS merchant_id
      FROM merchants_7 ORDER BY merchant_id
    ) AS subjects
  )) AS BIGINT[]) AS subjects, false AS sealed
  WHERE EXISTS (
    SELECT 1
    FROM rights_epoch AS epoch_15
    WHERE epoch_15.policy = $7::VARCHAR COLLATE "C" AND ($8::BIGINT = 0 OR epoch_15.register = $8::BIGINT)
  )
),
recorded AS
(INSERT INTO access_record (stream, record_id, node_id, at, party, subject, purpose, case_number, operation, operation_digest, policy_version, families, outcome, merchants, merchant_ids, merchants_digest, sealed) SELECT $9::BIGINT AS anon_1, $10::BIGINT AS anon_2, $11::VARCHAR AS anon_3, $12::TIMESTAMP WITH TIME ZONE AS anon_4, $13::VARCHAR COLLATE "C" AS anon_5, $14::VARCHAR AS anon_6, $15::VARCHAR AS anon_7, $16::VARCHAR AS anon_8, $17::VARCHAR AS anon_9, $18::VARCHAR AS anon_10, $7::VARCHAR COLLATE "C" AS anon_11, CAST('["CUSTODYNEED","CUSTODYSTATUS","META","PUBLIC"]' AS JSON) AS anon_12, 'ANSWERED' AS anon_13, coalesce(cardinality(told.subjects), 0) AS coalesce_1, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN coalesce(to_json(told.subjects), CAST('[]' AS JSON)) ELSE CAST('[]' AS JSON) END AS anon_14, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN NULL ELSE encode(sha256(convert_to('[' || array_to_string(told.subjects, ',') || ']', 'UTF8')), 'hex') END AS anon_15, told.sealed
FROM told RETURNING access_record.stream, access_record.record_id, access_record.merchants, access_record.merchant_ids),
recent AS
(INSERT INTO access_recent (stream, record_id, merchants) SELECT recorded.stream AS stream, recorded.record_id AS record_id, replace(replace(CAST(recorded.merchant_ids AS VARCHAR), '[', ','), ']', ',') AS replace_1
FROM recorded
WHERE recorded.merchants BETWEEN 1 AND 100)
SELECT row_to_json((
  SELECT r$ AS anon_16
  FROM (
    SELECT (
      SELECT r$ AS anon_17
      FROM (
        SELECT array((
          SELECT r$ AS anon_18
          FROM (
            SELECT merchants_7.name AS name, (
              SELECT r$ AS anon_19
              FROM (
                SELECT risk_9.code AS code
                FROM (
                  SELECT riskstatus_8.code AS code
                  FROM risk_status AS riskstatus_8
                  WHERE riskstatus_8.superseded_at IS NULL AND riskstatus_8.merchant_id = merchants_7.merchant_id ORDER BY riskstatus_8.since DESC, riskstatus_8.fact_id DESC, riskstatus_8.merchant_id ASC
                  LIMIT 1
                ) AS risk_9
              ) AS r$
            ) AS risk, (
              SELECT r$ AS anon_20
              FROM (
                SELECT CAST(custody_11.shortfall * 0.01 AS TEXT) AS shortfall
                FROM (
                  SELECT custodyassessment_10.shortfall AS shortfall
                  FROM custody_assessment AS custodyassessment_10
                  WHERE custodyassessment_10.superseded_at IS NULL AND custodyassessment_10.merchant_id = merchants_7.merchant_id ORDER BY custodyassessment_10.assessed_for DESC, custodyassessment_10.fact_id DESC, custodyassessment_10.merchant_id ASC
                  LIMIT 1
                ) AS custody_11
              ) AS r$
            ) AS custody, (
              SELECT r$ AS anon_21
              FROM (
                SELECT industry_13.code AS code
                FROM (
                  SELECT industry_12.code AS code
                  FROM industry AS industry_12
                  WHERE industry_12.edition = merchants_7.industry_edition AND industry_12.code = merchants_7.industry
                ) AS industry_13
              ) AS r$
            ) AS industry
            FROM merchants_7
          ) AS r$
        )) AS nodes
      ) AS r$
    ) AS merchants
  ) AS r$
)) AS body, told.marks AS marks, CASE WHEN (recorded.merchants > 100) THEN to_json(array((
  SELECT told.subjects[place] AS anon_22
  FROM generate_series(recorded.merchants / 100, recorded.merchants, recorded.merchants / 100) AS place
))) ELSE CASE WHEN (told.subjects IS NOT NULL) THEN recorded.merchant_ids END END AS subjects, told.sealed AS sealed
FROM told, recorded
-- bound: 1: v0, 2: v1, 3: today, 4: v2, 5: v3, 6: v4, 7: policy, 8: register, 9: proof_stream, 10: proof_record_id, 11: proof_node_id, 12: proof_at, 13: party, 14: proof_subject, 15: proof_purpose, 16: proof_case_number, 17: proof_operation, 18: proof_operation_digest
