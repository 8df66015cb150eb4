-- SQLAlchemy 2.1
WITH complaints_3 AS MATERIALIZED
(
  SELECT complaint_1.ticket AS ticket, complaint_1.channel AS channel, complaint_1.received_on AS received_on, complaint_1.due_on AS due_on, complaint_1.status AS status, complaint_1.text AS text, complaint_1.merchant_id AS merchant_id
  FROM complaint AS complaint_1 JOIN merchant AS merchant_2 ON merchant_2.merchant_id = complaint_1.merchant_id AND merchant_2.superseded_at IS NULL
  WHERE complaint_1.superseded_at IS NULL AND coalesce(complaint_1.channel = any($1::TEXT[] COLLATE "C"), false) AND coalesce((complaint_1.status NOT IN ('RESOLVED', 'FAILED', 'REFUSED')) AND complaint_1.due_on < $2::DATE, false) IS NOT NULL AND coalesce((complaint_1.status NOT IN ('RESOLVED', 'FAILED', 'REFUSED')) AND complaint_1.due_on < $2::DATE, false) IS true AND complaint_1.received_on IS NOT NULL AND complaint_1.received_on >= $3::DATE ORDER BY complaint_1.due_on ASC NULLS LAST, complaint_1.fact_id DESC, complaint_1.merchant_id ASC
  LIMIT $4::INTEGER
),
answer AS MATERIALIZED
(
  SELECT row_to_json((
    SELECT r$ AS anon_1
    FROM (
      SELECT (
        SELECT r$ AS anon_2
        FROM (
          SELECT (
            SELECT count(*) AS count_1
            FROM complaint AS complaint_1 JOIN merchant AS merchant_2 ON merchant_2.merchant_id = complaint_1.merchant_id AND merchant_2.superseded_at IS NULL
            WHERE complaint_1.superseded_at IS NULL AND coalesce(complaint_1.channel = any($1::TEXT[] COLLATE "C"), false) AND coalesce((complaint_1.status NOT IN ('RESOLVED', 'FAILED', 'REFUSED')) AND complaint_1.due_on < $2::DATE, false) IS NOT NULL AND coalesce((complaint_1.status NOT IN ('RESOLVED', 'FAILED', 'REFUSED')) AND complaint_1.due_on < $2::DATE, false) IS true AND complaint_1.received_on IS NOT NULL AND complaint_1.received_on >= $3::DATE
          ) AS "totalCount", array((
            SELECT r$ AS anon_3
            FROM (
              SELECT complaints_3.ticket AS ticket, complaints_3.channel AS channel, complaints_3.received_on AS "receivedOn", complaints_3.due_on AS "dueOn", coalesce((complaints_3.status NOT IN ('RESOLVED', 'FAILED', 'REFUSED')) AND complaints_3.due_on < $2::DATE, false) AS overdue, complaints_3.text AS text, (
                SELECT r$ AS anon_4
                FROM (
                  SELECT merchant_5.name AS name
                  FROM (
                    SELECT merchant_4.name AS name
                    FROM merchant AS merchant_4
                    WHERE merchant_4.superseded_at IS NULL AND merchant_4.merchant_id = complaints_3.merchant_id
                  ) AS merchant_5
                ) AS r$
              ) AS merchant
              FROM complaints_3
            ) AS r$
          )) AS nodes
        ) AS r$
      ) AS complaints
    ) AS r$
  )) AS body, '' AS marks, to_json(array((
    SELECT subjects.merchant_id
    FROM (
      SELECT complaints_3.merchant_id AS merchant_id
      FROM complaints_3 UNION SELECT DISTINCT complaint_1.merchant_id AS merchant_id
      FROM complaint AS complaint_1 JOIN merchant AS merchant_2 ON merchant_2.merchant_id = complaint_1.merchant_id AND merchant_2.superseded_at IS NULL
      WHERE complaint_1.superseded_at IS NULL AND coalesce(complaint_1.channel = any($1::TEXT[] COLLATE "C"), false) AND coalesce((complaint_1.status NOT IN ('RESOLVED', 'FAILED', 'REFUSED')) AND complaint_1.due_on < $2::DATE, false) IS NOT NULL AND coalesce((complaint_1.status NOT IN ('RESOLVED', 'FAILED', 'REFUSED')) AND complaint_1.due_on < $2::DATE, false) IS true AND complaint_1.received_on IS NOT NULL AND complaint_1.received_on >= $3::DATE ORDER BY merchant_id
    ) AS subjects
  ))) AS subjects, false AS sealed
  WHERE EXISTS (
    SELECT 1
    FROM rights_epoch AS epoch_6
    WHERE epoch_6.policy = $5::VARCHAR COLLATE "C" AND ($6::BIGINT = 0 OR epoch_6.register = $6::BIGINT)
  )
),
recorded AS
(INSERT INTO access_record (stream, record_id, node_id, at, party, subject, purpose, case_number, operation, operation_digest, policy_version, families, outcome, merchants, merchant_ids, merchants_digest, sealed) SELECT $7::BIGINT AS anon_5, $8::BIGINT AS anon_6, $9::VARCHAR AS anon_7, $10::TIMESTAMP WITH TIME ZONE AS anon_8, $11::VARCHAR COLLATE "C" AS anon_9, $12::VARCHAR AS anon_10, $13::VARCHAR AS anon_11, $14::VARCHAR AS anon_12, $15::VARCHAR AS anon_13, $16::VARCHAR AS anon_14, $5::VARCHAR COLLATE "C" AS anon_15, CAST('["COMPLAINTS","COMPLAINTTEXT","PUBLIC"]' AS JSON) AS anon_16, 'ANSWERED' AS anon_17, json_array_length(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON))) AS json_array_length_1, CASE WHEN (json_array_length(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON))) <= 100) THEN coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON)) ELSE CAST('[]' AS JSON) END AS anon_18, CASE WHEN (json_array_length(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON))) <= 100) THEN NULL ELSE encode(sha256(convert_to(CAST(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON)) AS VARCHAR), 'UTF8')), 'hex') END AS anon_19, answer.sealed
FROM answer RETURNING access_record.stream, access_record.record_id, access_record.merchants, access_record.merchant_ids),
recent AS
(INSERT INTO access_recent (stream, record_id, merchants) SELECT recorded.stream AS stream, recorded.record_id AS record_id, translate(CAST(recorded.merchant_ids AS VARCHAR), '[]', ',,') AS translate_1
FROM recorded
WHERE recorded.merchants BETWEEN 1 AND 100)
SELECT answer.body AS body, answer.marks AS marks, CASE WHEN (recorded.merchants <= 5000) THEN CAST(answer.subjects AS JSON) ELSE (
  SELECT json_agg(CAST(anon_20.value AS BIGINT)) AS json_agg_1
  FROM json_array_elements_text(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON))) WITH ORDINALITY AS anon_20(value, place)
  WHERE anon_20.place % (recorded.merchants / 1000) = 0
) END AS subjects, answer.sealed AS sealed
FROM answer, recorded
-- bound: 1: channels, 2: today, 3: v0, 4: v1, 5: policy, 6: register, 7: proof_stream, 8: proof_record_id, 9: proof_node_id, 10: proof_at, 11: party, 12: proof_subject, 13: proof_purpose, 14: proof_case_number, 15: proof_operation, 16: proof_operation_digest
