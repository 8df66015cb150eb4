-- SQLAlchemy 2.1
WITH sources_2 AS MATERIALIZED
(
  SELECT source_1.code AS code, source_1.kinds AS kinds, source_1.cadence_days AS cadence_days, source_1.fact_id AS fact_id
  FROM source AS source_1
  WHERE source_1.superseded_at IS NULL AND coalesce(source_1.party = $1::VARCHAR COLLATE "C", false) ORDER BY source_1.code ASC, source_1.fact_id DESC
),
told AS MATERIALIZED
(
  SELECT '' AS marks, CAST(NULL AS BIGINT[]) AS subjects, false AS sealed
  WHERE EXISTS (
    SELECT 1
    FROM rights_epoch AS epoch_7
    WHERE epoch_7.policy = $2::VARCHAR COLLATE "C" AND ($3::BIGINT = 0 OR epoch_7.register = $3::BIGINT)
  )
),
recorded AS
(INSERT INTO access_record (stream, record_id, node_id, at, party, subject, purpose, case_number, operation, operation_digest, policy_version, families, outcome, merchants, merchant_ids, merchants_digest, sealed) SELECT $4::BIGINT AS anon_1, $5::BIGINT AS anon_2, $6::VARCHAR AS anon_3, $7::TIMESTAMP WITH TIME ZONE AS anon_4, $1::VARCHAR COLLATE "C" AS anon_5, $8::VARCHAR AS anon_6, $9::VARCHAR AS anon_7, $10::VARCHAR AS anon_8, $11::VARCHAR AS anon_9, $12::VARCHAR AS anon_10, $2::VARCHAR COLLATE "C" AS anon_11, CAST('["INTAKE","META"]' AS JSON) AS anon_12, 'ANSWERED' AS anon_13, coalesce(cardinality(told.subjects), 0) AS coalesce_1, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN coalesce(to_json(told.subjects), CAST('[]' AS JSON)) ELSE CAST('[]' AS JSON) END AS anon_14, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN NULL ELSE encode(sha256(convert_to('[' || array_to_string(told.subjects, ',') || ']', 'UTF8')), 'hex') END AS anon_15, told.sealed
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
        SELECT sources_2.code AS code, CAST(sources_2.kinds AS JSON) AS kinds, sources_2.cadence_days AS "cadenceDays", to_char(timezone('Asia/Shanghai', (
          SELECT max(batch_3.received_at) AS max_1
          FROM batch AS batch_3
          WHERE batch_3.source = sources_2.code AND batch_3.state = 'VISIBLE'
        )), 'YYYY-MM-DD"T"HH24:MI:SS.US"+08:00"') AS "lastReceivedAt", sources_2.cadence_days IS NOT NULL AND (EXISTS (
          SELECT 1
          FROM json_array_elements_text(sources_2.kinds) AS kind_4
          WHERE $13::DATE - date(timezone('UTC', coalesce((
            SELECT max(batch_5.received_at) AS max_2
            FROM batch AS batch_5
            WHERE batch_5.source = sources_2.code AND batch_5.kind = kind_4.value AND batch_5.state = 'VISIBLE' AND batch_5.status != 'REFUSED' AND batch_5.received_at <= $14::TIMESTAMP WITH TIME ZONE
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
)) AS body, told.marks AS marks, CASE WHEN (recorded.merchants > 100) THEN to_json(array((
  SELECT told.subjects[place] AS anon_18
  FROM generate_series(recorded.merchants / 100, recorded.merchants, recorded.merchants / 100) AS place
))) ELSE CASE WHEN (told.subjects IS NOT NULL) THEN recorded.merchant_ids END END AS subjects, told.sealed AS sealed
FROM told, recorded
-- bound: 1: party, 2: policy, 3: register, 4: proof_stream, 5: proof_record_id, 6: proof_node_id, 7: proof_at, 8: proof_subject, 9: proof_purpose, 10: proof_case_number, 11: proof_operation, 12: proof_operation_digest, 13: today, 14: now
