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
answer AS MATERIALIZED
(
  SELECT row_to_json((
    SELECT r$ AS anon_1
    FROM (
      SELECT (
        SELECT r$ AS anon_2
        FROM (
          SELECT array((
            SELECT r$ AS anon_3
            FROM (
              SELECT merchants_4.node_id || $4::VARCHAR AS id, merchants_4.uscc AS uscc, merchants_4.name AS name, merchants_4.brand AS brand, CAST(merchants_4.registered_capital * 0.01 AS TEXT) AS "registeredCapital", (
                SELECT r$ AS anon_4
                FROM (
                  SELECT array((
                    SELECT r$ AS anon_5
                    FROM (
                      SELECT outlets_7.node_id || $4::VARCHAR AS id, outlets_7.name AS name, (
                        SELECT r$ AS anon_6
                        FROM (
                          SELECT to_char(timezone('Asia/Shanghai', outlets_7.recorded_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"+08:00"') AS "recordedAt", to_char(timezone('Asia/Shanghai', outlets_7.superseded_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"+08:00"') AS "supersededAt"
                        ) AS r$
                      ) AS provenance
                      FROM (
                        SELECT outlet_5.node_id AS node_id, outlet_5.name AS name, outlet_5.recorded_at AS recorded_at, outlet_5.superseded_at AS superseded_at
                        FROM outlet AS outlet_5 LEFT OUTER JOIN outlet AS outlet_now_6 ON outlet_now_6.merchant_id = outlet_5.merchant_id AND outlet_now_6.fact_id = outlet_5.fact_id AND outlet_now_6.superseded_at IS NULL
                        WHERE outlet_5.recorded_at <= $1::TIMESTAMP WITH TIME ZONE AND (outlet_5.superseded_at IS NULL OR outlet_5.superseded_at > $1::TIMESTAMP WITH TIME ZONE) AND outlet_5.merchant_id = merchants_4.merchant_id ORDER BY outlet_5.opened_on DESC NULLS LAST, outlet_5.fact_id DESC, outlet_5.merchant_id ASC
                        LIMIT $5::INTEGER
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
  )) AS body, '' AS marks, to_json(array((
    SELECT subjects.merchant_id
    FROM (
      SELECT DISTINCT merchants_4.merchant_id AS merchant_id
      FROM merchants_4 ORDER BY merchant_id
    ) AS subjects
  ))) AS subjects, false AS sealed
  WHERE EXISTS (
    SELECT 1
    FROM rights_epoch AS epoch_9
    WHERE epoch_9.policy = $6::VARCHAR COLLATE "C" AND ($7::BIGINT = 0 OR epoch_9.register = $7::BIGINT)
  )
),
recorded AS
(INSERT INTO access_record (stream, record_id, node_id, at, party, subject, purpose, case_number, operation, operation_digest, policy_version, families, outcome, merchants, merchant_ids, merchants_digest, sealed) SELECT $8::BIGINT AS anon_7, $9::BIGINT AS anon_8, $10::VARCHAR AS anon_9, $11::TIMESTAMP WITH TIME ZONE AS anon_10, $12::VARCHAR COLLATE "C" AS anon_11, $13::VARCHAR AS anon_12, $14::VARCHAR AS anon_13, $15::VARCHAR AS anon_14, $16::VARCHAR AS anon_15, $17::VARCHAR AS anon_16, $6::VARCHAR COLLATE "C" AS anon_17, CAST('["META","PUBLIC"]' AS JSON) AS anon_18, 'ANSWERED' AS anon_19, json_array_length(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON))) AS json_array_length_1, CASE WHEN (json_array_length(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON))) <= 100) THEN coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON)) ELSE CAST('[]' AS JSON) END AS anon_20, CASE WHEN (json_array_length(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON))) <= 100) THEN NULL ELSE encode(sha256(convert_to(CAST(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON)) AS VARCHAR), 'UTF8')), 'hex') END AS anon_21, answer.sealed
FROM answer RETURNING access_record.stream, access_record.record_id, access_record.merchants, access_record.merchant_ids),
recent AS
(INSERT INTO access_recent (stream, record_id, merchants) SELECT recorded.stream AS stream, recorded.record_id AS record_id, translate(CAST(recorded.merchant_ids AS VARCHAR), '[]', ',,') AS translate_1
FROM recorded
WHERE recorded.merchants BETWEEN 1 AND 100)
SELECT answer.body AS body, answer.marks AS marks, CASE WHEN (recorded.merchants <= 5000) THEN CAST(answer.subjects AS JSON) ELSE (
  SELECT json_agg(CAST(anon_22.value AS BIGINT)) AS json_agg_1
  FROM json_array_elements_text(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON))) WITH ORDINALITY AS anon_22(value, place)
  WHERE anon_22.place % (recorded.merchants / 1000) = 0
) END AS subjects, answer.sealed AS sealed
FROM answer, recorded
-- bound: 1: v0, 2: district, 3: v2, 4: v1, 5: v3, 6: policy, 7: register, 8: proof_stream, 9: proof_record_id, 10: proof_node_id, 11: proof_at, 12: party, 13: proof_subject, 14: proof_purpose, 15: proof_case_number, 16: proof_operation, 17: proof_operation_digest
