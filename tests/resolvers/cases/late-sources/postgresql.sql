-- SQLAlchemy 2.1
WITH sources_2 AS MATERIALIZED
(
  SELECT source_1.code AS code, source_1.kinds AS kinds, source_1.cadence_days AS cadence_days, source_1.fact_id AS fact_id
  FROM source AS source_1
  WHERE source_1.superseded_at IS NULL AND coalesce(source_1.party = $1::VARCHAR COLLATE "C", false) ORDER BY source_1.code ASC, source_1.fact_id DESC
),
answer AS MATERIALIZED
(
  SELECT row_to_json((
    SELECT r$ AS anon_1
    FROM (
      SELECT array((
        SELECT r$ AS anon_2
        FROM (
          SELECT sources_2.code AS code, CAST(sources_2.kinds AS JSON) AS kinds, sources_2.cadence_days AS "cadenceDays", to_char(timezone('Asia/Shanghai', (
            SELECT max(batch_3.received_at) AS max_1
            FROM batch AS batch_3
            WHERE batch_3.source = sources_2.code AND batch_3.state = 'VISIBLE'
          )), 'YYYY-MM-DD"T"HH24:MI:SS.US"+08:00"') AS "lastReceivedAt", sources_2.cadence_days IS NOT NULL AND (EXISTS (
            SELECT 1
            FROM json_array_elements_text(sources_2.kinds) AS kind_4
            WHERE $2::DATE - date(timezone('UTC', coalesce((
              SELECT max(batch_5.received_at) AS max_2
              FROM batch AS batch_5
              WHERE batch_5.source = sources_2.code AND batch_5.kind = kind_4.value AND batch_5.state = 'VISIBLE' AND batch_5.status != 'REFUSED' AND batch_5.received_at <= $3::TIMESTAMP WITH TIME ZONE
            ), (
              SELECT min(first_6.recorded_at) AS min_1
              FROM source AS first_6
              WHERE first_6.fact_id = sources_2.fact_id
            ))) + make_interval(0, 0, 0, 0, 8)) > sources_2.cadence_days
          )) AS late
          FROM sources_2
        ) AS r$
      )) AS sources
    ) AS r$
  )) AS body, '' AS marks, NULL AS subjects, false AS sealed
  WHERE EXISTS (
    SELECT 1
    FROM rights_epoch AS epoch_7
    WHERE epoch_7.policy = $4::VARCHAR COLLATE "C" AND ($5::BIGINT = 0 OR epoch_7.register = $5::BIGINT)
  )
),
recorded AS
(INSERT INTO access_record (stream, record_id, node_id, at, party, subject, purpose, case_number, operation, operation_digest, policy_version, families, outcome, merchants, merchant_ids, merchants_digest, sealed) SELECT $6::BIGINT AS anon_3, $7::BIGINT AS anon_4, $8::VARCHAR AS anon_5, $9::TIMESTAMP WITH TIME ZONE AS anon_6, $1::VARCHAR COLLATE "C" AS anon_7, $10::VARCHAR AS anon_8, $11::VARCHAR AS anon_9, $12::VARCHAR AS anon_10, $13::VARCHAR AS anon_11, $14::VARCHAR AS anon_12, $4::VARCHAR COLLATE "C" AS anon_13, CAST('["INTAKE","META"]' AS JSON) AS anon_14, 'ANSWERED' AS anon_15, json_array_length(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON))) AS json_array_length_1, CASE WHEN (json_array_length(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON))) <= 100) THEN coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON)) ELSE CAST('[]' AS JSON) END AS anon_16, CASE WHEN (json_array_length(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON))) <= 100) THEN NULL ELSE encode(sha256(convert_to(CAST(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON)) AS VARCHAR), 'UTF8')), 'hex') END AS anon_17, answer.sealed
FROM answer RETURNING access_record.stream, access_record.record_id, access_record.merchants, access_record.merchant_ids),
recent AS
(INSERT INTO access_recent (stream, record_id, merchants) SELECT recorded.stream AS stream, recorded.record_id AS record_id, translate(CAST(recorded.merchant_ids AS VARCHAR), '[]', ',,') AS translate_1
FROM recorded
WHERE recorded.merchants BETWEEN 1 AND 100)
SELECT answer.body AS body, answer.marks AS marks, CASE WHEN (recorded.merchants <= 5000) THEN CAST(answer.subjects AS JSON) ELSE (
  SELECT json_agg(CAST(anon_18.value AS BIGINT)) AS json_agg_1
  FROM json_array_elements_text(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON))) WITH ORDINALITY AS anon_18(value, place)
  WHERE anon_18.place % (recorded.merchants / 1000) = 0
) END AS subjects, answer.sealed AS sealed
FROM answer, recorded
-- bound: 1: party, 2: today, 3: now, 4: policy, 5: register, 6: proof_stream, 7: proof_record_id, 8: proof_node_id, 9: proof_at, 10: proof_subject, 11: proof_purpose, 12: proof_case_number, 13: proof_operation, 14: proof_operation_digest
