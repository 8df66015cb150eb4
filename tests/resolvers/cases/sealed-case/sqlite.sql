-- SQLAlchemy 2.1
WITH caseaccesses_2 AS MATERIALIZED
(
  SELECT caseaccess_1.case_number AS case_number, caseaccess_1.sealed AS sealed, caseaccess_1.purpose AS purpose, caseaccess_1.families AS families, caseaccess_1.fact_id AS fact_id, caseaccess_1.authority AS authority
  FROM case_access AS caseaccess_1
  WHERE caseaccess_1.superseded_at IS NULL ORDER BY CASE WHEN 1 THEN caseaccess_1.verify_by END DESC NULLS LAST, caseaccess_1.fact_id DESC
  LIMIT CAST(? AS INTEGER)
)
SELECT CAST(json_object('caseAccesses', json_object('nodes', (
  SELECT json_group_array(json_object('caseNumber', caseaccesses_2.case_number, 'sealed', json(CASE WHEN caseaccesses_2.sealed THEN 'true' WHEN (caseaccesses_2.sealed IS NOT NULL) THEN 'false' END), 'purpose', CASE WHEN caseaccesses_2.sealed THEN '***' ELSE caseaccesses_2.purpose END, 'families', json(CASE WHEN caseaccesses_2.sealed THEN '[]' ELSE caseaccesses_2.families END), 'officers', (
    SELECT json_group_array(json_object('name', officers_4.name)) AS json_group_array_2
    FROM (
      SELECT officer_3.name AS name
      FROM case_officer AS officer_3
      WHERE officer_3.case_id = caseaccesses_2.fact_id AND caseaccesses_2.sealed = 0 ORDER BY officer_3.subject ASC, officer_3.subject ASC
    ) AS officers_4
  ), 'subjects', CASE WHEN caseaccesses_2.sealed = 0 THEN json_object('nodes', (
    SELECT json_group_array(json_object('uscc', subjects_7.uscc)) AS json_group_array_3
    FROM (
      SELECT merchant_5.uscc AS uscc
      FROM merchant AS merchant_5 JOIN case_subject AS case_subject_6 ON case_subject_6.merchant_id = merchant_5.merchant_id
      WHERE merchant_5.superseded_at IS NULL AND case_subject_6.case_id = caseaccesses_2.fact_id AND caseaccesses_2.sealed = 0 ORDER BY merchant_5.established_on DESC NULLS LAST, merchant_5.uscc ASC
      LIMIT CAST(? AS INTEGER)
    ) AS subjects_7
  )) END, 'authority', CASE WHEN (caseaccesses_2.sealed = caseaccesses_2.sealed) THEN (
    SELECT json_object('code', authority_10.code) AS json_object_1
    FROM (
      SELECT party_8.code AS code
      FROM party AS party_8
      WHERE (party_8.superseded_at IS NULL OR NOT (EXISTS (
        SELECT 1
        FROM party AS party_known_9
        WHERE party_known_9.fact_id = party_8.fact_id AND party_known_9.recorded_at > party_8.recorded_at
      ))) AND party_8.code = caseaccesses_2.authority AND caseaccesses_2.sealed = caseaccesses_2.sealed
    ) AS authority_10
  ) END)) AS json_group_array_1
  FROM caseaccesses_2
))) AS BLOB) AS body, '' || CASE WHEN (EXISTS (
  SELECT 1
  FROM caseaccesses_2
  WHERE 1 = 1
)) THEN '1' ELSE '0' END || CASE WHEN (EXISTS (
  SELECT 1
  FROM caseaccesses_2
  WHERE caseaccesses_2.sealed = 1
)) THEN '1' ELSE '0' END || CASE WHEN (EXISTS (
  SELECT 1
  FROM caseaccesses_2
  WHERE caseaccesses_2.sealed = 1
)) THEN '1' ELSE '0' END || CASE WHEN (EXISTS (
  SELECT 1
  FROM caseaccesses_2
  WHERE caseaccesses_2.sealed != caseaccesses_2.sealed
)) THEN '1' ELSE '0' END AS marks, json((
  SELECT json_group_array(subjects.merchant_id) AS json_group_array_4
  FROM (
    SELECT DISTINCT merchant_5.merchant_id AS merchant_id
    FROM merchant AS merchant_5 JOIN case_subject AS case_subject_6 ON case_subject_6.merchant_id = merchant_5.merchant_id
    WHERE EXISTS (
      SELECT 1
      FROM caseaccesses_2
      WHERE caseaccesses_2.sealed = 0 AND merchant_5.superseded_at IS NULL AND case_subject_6.case_id = caseaccesses_2.fact_id AND caseaccesses_2.sealed = 0
    ) ORDER BY merchant_id
  ) AS subjects
)) AS subjects, 0 AS sealed
WHERE EXISTS (
  SELECT 1
  FROM rights_epoch AS epoch_11
  WHERE epoch_11.policy = ? AND (? = 0 OR epoch_11.register = ?)
)
-- bound: 1: v0, 2: v1, 3: policy, 4: register, 5: register
