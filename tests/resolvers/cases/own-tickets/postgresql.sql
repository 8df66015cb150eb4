-- SQLAlchemy 2.1
WITH complaints_3 AS MATERIALIZED
(
  SELECT complaint_1.ticket AS ticket, complaint_1.channel AS channel, complaint_1.received_on AS received_on, complaint_1.due_on AS due_on, complaint_1.status AS status, complaint_1.text AS text, complaint_1.merchant_id AS merchant_id
  FROM complaint AS complaint_1 JOIN merchant AS merchant_2 ON merchant_2.merchant_id = complaint_1.merchant_id AND merchant_2.superseded_at IS NULL
  WHERE complaint_1.superseded_at IS NULL AND coalesce(complaint_1.channel = any($1::TEXT[] COLLATE "C"), false) AND coalesce((complaint_1.status NOT IN ('RESOLVED', 'FAILED', 'REFUSED')) AND complaint_1.due_on < $2::DATE, false) IS NOT NULL AND coalesce((complaint_1.status NOT IN ('RESOLVED', 'FAILED', 'REFUSED')) AND complaint_1.due_on < $2::DATE, false) IS true AND complaint_1.received_on IS NOT NULL AND complaint_1.received_on >= $3::DATE ORDER BY complaint_1.due_on ASC NULLS LAST, complaint_1.fact_id DESC, complaint_1.merchant_id ASC
  LIMIT $4::INTEGER
),
told AS MATERIALIZED
(
  SELECT '' AS marks, CAST(array((
    SELECT subjects.merchant_id
    FROM (
      SELECT complaints_3.merchant_id AS merchant_id
      FROM complaints_3 UNION SELECT DISTINCT complaint_1.merchant_id AS merchant_id
      FROM complaint AS complaint_1 JOIN merchant AS merchant_2 ON merchant_2.merchant_id = complaint_1.merchant_id AND merchant_2.superseded_at IS NULL
      WHERE complaint_1.superseded_at IS NULL AND coalesce(complaint_1.channel = any($1::TEXT[] COLLATE "C"), false) AND coalesce((complaint_1.status NOT IN ('RESOLVED', 'FAILED', 'REFUSED')) AND complaint_1.due_on < $2::DATE, false) IS NOT NULL AND coalesce((complaint_1.status NOT IN ('RESOLVED', 'FAILED', 'REFUSED')) AND complaint_1.due_on < $2::DATE, false) IS true AND complaint_1.received_on IS NOT NULL AND complaint_1.received_on >= $3::DATE ORDER BY merchant_id
    ) AS subjects
  )) AS BIGINT[]) AS subjects, false AS sealed
  WHERE EXISTS (
    SELECT 1
    FROM rights_epoch AS epoch_6
    WHERE epoch_6.policy = $5::VARCHAR COLLATE "C" AND ($6::BIGINT = 0 OR epoch_6.register = $6::BIGINT)
  )
),
recorded AS
(INSERT INTO access_record (stream, record_id, node_id, at, party, subject, purpose, case_number, operation, operation_digest, policy_version, families, outcome, merchants, merchant_ids, merchants_digest, sealed) SELECT $7::BIGINT AS anon_1, $8::BIGINT AS anon_2, $9::VARCHAR AS anon_3, $10::TIMESTAMP WITH TIME ZONE AS anon_4, $11::VARCHAR COLLATE "C" AS anon_5, $12::VARCHAR AS anon_6, $13::VARCHAR AS anon_7, $14::VARCHAR AS anon_8, $15::VARCHAR AS anon_9, $16::VARCHAR AS anon_10, $5::VARCHAR COLLATE "C" AS anon_11, CAST('["COMPLAINTS","COMPLAINTTEXT","PUBLIC"]' AS JSON) AS anon_12, 'ANSWERED' AS anon_13, coalesce(cardinality(told.subjects), 0) AS coalesce_1, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN coalesce(to_json(told.subjects), CAST('[]' AS JSON)) ELSE CAST('[]' AS JSON) END AS anon_14, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN NULL ELSE encode(sha256(convert_to('[' || array_to_string(told.subjects, ',') || ']', 'UTF8')), 'hex') END AS anon_15, told.sealed
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
        SELECT (
          SELECT count(*) AS count_1
          FROM complaint AS complaint_1 JOIN merchant AS merchant_2 ON merchant_2.merchant_id = complaint_1.merchant_id AND merchant_2.superseded_at IS NULL
          WHERE complaint_1.superseded_at IS NULL AND coalesce(complaint_1.channel = any($1::TEXT[] COLLATE "C"), false) AND coalesce((complaint_1.status NOT IN ('RESOLVED', 'FAILED', 'REFUSED')) AND complaint_1.due_on < $2::DATE, false) IS NOT NULL AND coalesce((complaint_1.status NOT IN ('RESOLVED', 'FAILED', 'REFUSED')) AND complaint_1.due_on < $2::DATE, false) IS true AND complaint_1.received_on IS NOT NULL AND complaint_1.received_on >= $3::DATE
        ) AS "totalCount", array((
          SELECT r$ AS anon_18
          FROM (
            SELECT complaints_3.ticket AS ticket, complaints_3.channel AS channel, complaints_3.received_on AS "receivedOn", complaints_3.due_on AS "dueOn", coalesce((complaints_3.status NOT IN ('RESOLVED', 'FAILED', 'REFUSED')) AND complaints_3.due_on < $2::DATE, false) AS overdue, complaints_3.text AS text, (
              SELECT r$ AS anon_19
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
)) AS body, told.marks AS marks, CASE WHEN (recorded.merchants > 100) THEN to_json(array((
  SELECT told.subjects[place] AS anon_20
  FROM generate_series(recorded.merchants / 100, recorded.merchants, recorded.merchants / 100) AS place
))) ELSE CASE WHEN (told.subjects IS NOT NULL) THEN recorded.merchant_ids END END AS subjects, told.sealed AS sealed
FROM told, recorded
-- bound: 1: channels, 2: today, 3: v0, 4: v1, 5: policy, 6: register, 7: proof_stream, 8: proof_record_id, 9: proof_node_id, 10: proof_at, 11: party, 12: proof_subject, 13: proof_purpose, 14: proof_case_number, 15: proof_operation, 16: proof_operation_digest
