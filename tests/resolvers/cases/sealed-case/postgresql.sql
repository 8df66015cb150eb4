-- SQLAlchemy 2.1
WITH caseaccesses_2 AS MATERIALIZED
(
  SELECT caseaccess_1.case_number AS case_number, caseaccess_1.sealed AS sealed, caseaccess_1.purpose AS purpose, caseaccess_1.families AS families, caseaccess_1.fact_id AS fact_id, caseaccess_1.authority AS authority
  FROM case_access AS caseaccess_1
  WHERE caseaccess_1.superseded_at IS NULL ORDER BY CASE WHEN true THEN caseaccess_1.verify_by END DESC NULLS LAST, caseaccess_1.fact_id DESC
  LIMIT $1::INTEGER
),
told AS MATERIALIZED
(
  SELECT '' || CASE WHEN (EXISTS (
    SELECT 1
    FROM caseaccesses_2
    WHERE true
  )) THEN '1' ELSE '0' END || CASE WHEN (EXISTS (
    SELECT 1
    FROM caseaccesses_2
    WHERE caseaccesses_2.sealed
  )) THEN '1' ELSE '0' END || CASE WHEN (EXISTS (
    SELECT 1
    FROM caseaccesses_2
    WHERE caseaccesses_2.sealed
  )) THEN '1' ELSE '0' END || CASE WHEN (EXISTS (
    SELECT 1
    FROM caseaccesses_2
    WHERE caseaccesses_2.sealed != caseaccesses_2.sealed
  )) THEN '1' ELSE '0' END AS marks, CAST(array((
    SELECT subjects.merchant_id
    FROM (
      SELECT DISTINCT merchant_5.merchant_id AS merchant_id
      FROM merchant AS merchant_5 JOIN case_subject AS case_subject_6 ON case_subject_6.merchant_id = merchant_5.merchant_id
      WHERE EXISTS (
        SELECT 1
        FROM caseaccesses_2
        WHERE NOT caseaccesses_2.sealed AND merchant_5.superseded_at IS NULL AND case_subject_6.case_id = caseaccesses_2.fact_id AND NOT caseaccesses_2.sealed
      ) ORDER BY merchant_id
    ) AS subjects
  )) AS BIGINT[]) AS subjects, false AS sealed
  WHERE EXISTS (
    SELECT 1
    FROM rights_epoch AS epoch_11
    WHERE epoch_11.policy = $2::VARCHAR COLLATE "C" AND ($3::BIGINT = 0 OR epoch_11.register = $3::BIGINT)
  )
),
recorded AS
(INSERT INTO access_record (stream, record_id, node_id, at, party, subject, purpose, case_number, operation, operation_digest, policy_version, families, outcome, merchants, merchant_ids, merchants_digest, sealed) SELECT $4::BIGINT AS anon_1, $5::BIGINT AS anon_2, $6::VARCHAR AS anon_3, $7::TIMESTAMP WITH TIME ZONE AS anon_4, $8::VARCHAR COLLATE "C" AS anon_5, $9::VARCHAR AS anon_6, $10::VARCHAR AS anon_7, $11::VARCHAR AS anon_8, $12::VARCHAR AS anon_9, $13::VARCHAR AS anon_10, $2::VARCHAR COLLATE "C" AS anon_11, CAST('["CASES","META","PUBLIC"]' AS JSON) AS anon_12, 'ANSWERED' AS anon_13, coalesce(cardinality(told.subjects), 0) AS coalesce_1, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN coalesce(to_json(told.subjects), CAST('[]' AS JSON)) ELSE CAST('[]' AS JSON) END AS anon_14, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN NULL ELSE encode(sha256(convert_to('[' || array_to_string(told.subjects, ',') || ']', 'UTF8')), 'hex') END AS anon_15, told.sealed
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
            SELECT caseaccesses_2.case_number AS "caseNumber", caseaccesses_2.sealed AS sealed, CASE WHEN caseaccesses_2.sealed THEN '***' ELSE caseaccesses_2.purpose END AS purpose, CAST(CASE WHEN caseaccesses_2.sealed THEN '[]' ELSE caseaccesses_2.families END AS JSON) AS families, array((
              SELECT r$ AS anon_19
              FROM (
                SELECT officers_4.name AS name
                FROM (
                  SELECT officer_3.name AS name
                  FROM case_officer AS officer_3
                  WHERE officer_3.case_id = caseaccesses_2.fact_id AND NOT caseaccesses_2.sealed ORDER BY officer_3.subject ASC, officer_3.subject ASC
                ) AS officers_4
              ) AS r$
            )) AS officers, CASE WHEN NOT caseaccesses_2.sealed THEN (
              SELECT r$ AS anon_20
              FROM (
                SELECT array((
                  SELECT r$ AS anon_21
                  FROM (
                    SELECT subjects_7.uscc AS uscc
                    FROM (
                      SELECT merchant_5.uscc AS uscc
                      FROM merchant AS merchant_5 JOIN case_subject AS case_subject_6 ON case_subject_6.merchant_id = merchant_5.merchant_id
                      WHERE merchant_5.superseded_at IS NULL AND case_subject_6.case_id = caseaccesses_2.fact_id AND NOT caseaccesses_2.sealed ORDER BY merchant_5.established_on DESC NULLS LAST, merchant_5.uscc ASC
                      LIMIT $14::INTEGER
                    ) AS subjects_7
                  ) AS r$
                )) AS nodes
              ) AS r$
            ) END AS subjects, CASE WHEN (caseaccesses_2.sealed = caseaccesses_2.sealed) THEN (
              SELECT r$ AS anon_22
              FROM (
                SELECT authority_10.code AS code
                FROM (
                  SELECT party_8.code AS code
                  FROM party AS party_8
                  WHERE (party_8.superseded_at IS NULL OR NOT (EXISTS (
                    SELECT 1
                    FROM party AS party_known_9
                    WHERE party_known_9.fact_id = party_8.fact_id AND party_known_9.recorded_at > party_8.recorded_at
                  ))) AND party_8.code = caseaccesses_2.authority AND caseaccesses_2.sealed = caseaccesses_2.sealed
                ) AS authority_10
              ) AS r$
            ) END AS authority
            FROM caseaccesses_2
          ) AS r$
        )) AS nodes
      ) AS r$
    ) AS "caseAccesses"
  ) AS r$
)) AS body, told.marks AS marks, CASE WHEN (recorded.merchants > 100) THEN to_json(array((
  SELECT told.subjects[place] AS anon_23
  FROM generate_series(recorded.merchants / 100, recorded.merchants, recorded.merchants / 100) AS place
))) ELSE CASE WHEN (told.subjects IS NOT NULL) THEN recorded.merchant_ids END END AS subjects, told.sealed AS sealed
FROM told, recorded
-- bound: 1: v0, 2: policy, 3: register, 4: proof_stream, 5: proof_record_id, 6: proof_node_id, 7: proof_at, 8: party, 9: proof_subject, 10: proof_purpose, 11: proof_case_number, 12: proof_operation, 13: proof_operation_digest, 14: v1
