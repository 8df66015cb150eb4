-- SQLAlchemy 2.1
WITH merchants_4 AS MATERIALIZED
(
  SELECT merchant_1.node_id AS node_id, merchant_1.uscc AS uscc, merchant_1.name AS name, merchant_1.brand AS brand, merchant_1.registered_capital AS registered_capital, merchant_1.merchant_id AS merchant_id
  FROM merchant AS merchant_1 LEFT OUTER JOIN merchant AS merchant_now_2 ON merchant_now_2.merchant_id = merchant_1.merchant_id AND merchant_now_2.fact_id = merchant_1.fact_id AND merchant_now_2.superseded_at IS NULL
  WHERE merchant_1.recorded_at <= $1::TIMESTAMP WITH TIME ZONE AND (merchant_1.superseded_at IS NULL OR merchant_1.superseded_at > $1::TIMESTAMP WITH TIME ZONE) AND coalesce($2::VARCHAR COLLATE "C" != '' AND (merchant_now_2.district = $2::VARCHAR COLLATE "C" AND merchant_now_2.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_3
    WHERE outlet_3.merchant_id = merchant_now_2.merchant_id AND outlet_3.district = $2::VARCHAR COLLATE "C" AND outlet_3.status = 'OPEN' AND outlet_3.superseded_at IS NULL
  ))), false) ORDER BY merchant_1.uscc ASC, merchant_1.uscc ASC
  LIMIT $3::INTEGER
),
told AS MATERIALIZED
(
  SELECT '' AS marks, CAST(array((
    SELECT subjects.merchant_id
    FROM (
      SELECT DISTINCT merchants_4.merchant_id AS merchant_id
      FROM merchants_4 ORDER BY merchant_id
    ) AS subjects
  )) AS BIGINT[]) AS subjects, false AS sealed
  WHERE EXISTS (
    SELECT 1
    FROM rights_epoch AS epoch_9
    WHERE epoch_9.policy = $4::VARCHAR COLLATE "C" AND ($5::BIGINT = 0 OR epoch_9.register = $5::BIGINT)
  )
),
recorded AS
(INSERT INTO access_record (stream, record_id, node_id, at, party, subject, purpose, case_number, operation, operation_digest, policy_version, families, outcome, merchants, merchant_ids, merchants_digest, sealed) SELECT $6::BIGINT AS anon_1, $7::BIGINT AS anon_2, $8::VARCHAR AS anon_3, $9::TIMESTAMP WITH TIME ZONE AS anon_4, $10::VARCHAR COLLATE "C" AS anon_5, $11::VARCHAR AS anon_6, $12::VARCHAR AS anon_7, $13::VARCHAR AS anon_8, $14::VARCHAR AS anon_9, $15::VARCHAR AS anon_10, $4::VARCHAR COLLATE "C" AS anon_11, CAST('["META","PUBLIC"]' AS JSON) AS anon_12, 'ANSWERED' AS anon_13, coalesce(cardinality(told.subjects), 0) AS coalesce_1, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN coalesce(to_json(told.subjects), CAST('[]' AS JSON)) ELSE CAST('[]' AS JSON) END AS anon_14, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN NULL ELSE encode(sha256(convert_to('[' || array_to_string(told.subjects, ',') || ']', 'UTF8')), 'hex') END AS anon_15, told.sealed
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
            SELECT merchants_4.node_id || $16::VARCHAR AS id, merchants_4.uscc AS uscc, merchants_4.name AS name, merchants_4.brand AS brand, CAST(merchants_4.registered_capital * 0.01 AS TEXT) AS "registeredCapital", (
              SELECT r$ AS anon_19
              FROM (
                SELECT array((
                  SELECT r$ AS anon_20
                  FROM (
                    SELECT outlets_7.node_id || $16::VARCHAR AS id, outlets_7.name AS name, (
                      SELECT r$ AS anon_21
                      FROM (
                        SELECT to_char(timezone('Asia/Shanghai', outlets_7.recorded_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"+08:00"') AS "recordedAt", to_char(timezone('Asia/Shanghai', outlets_7.superseded_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"+08:00"') AS "supersededAt"
                      ) AS r$
                    ) AS provenance
                    FROM (
                      SELECT outlet_5.node_id AS node_id, outlet_5.name AS name, outlet_5.recorded_at AS recorded_at, outlet_5.superseded_at AS superseded_at
                      FROM outlet AS outlet_5 LEFT OUTER JOIN outlet AS outlet_now_6 ON outlet_now_6.merchant_id = outlet_5.merchant_id AND outlet_now_6.fact_id = outlet_5.fact_id AND outlet_now_6.superseded_at IS NULL
                      WHERE outlet_5.recorded_at <= $1::TIMESTAMP WITH TIME ZONE AND (outlet_5.superseded_at IS NULL OR outlet_5.superseded_at > $1::TIMESTAMP WITH TIME ZONE) AND outlet_5.merchant_id = merchants_4.merchant_id ORDER BY outlet_5.opened_on DESC NULLS LAST, outlet_5.fact_id DESC, outlet_5.merchant_id ASC
                      LIMIT $17::INTEGER
                    ) AS outlets_7
                  ) AS r$
                )) AS nodes
              ) AS r$
            ) AS outlets
            FROM merchants_4
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
-- bound: 1: v0, 2: district, 3: v2, 4: policy, 5: register, 6: proof_stream, 7: proof_record_id, 8: proof_node_id, 9: proof_at, 10: party, 11: proof_subject, 12: proof_purpose, 13: proof_case_number, 14: proof_operation, 15: proof_operation_digest, 16: v1, 17: v3
