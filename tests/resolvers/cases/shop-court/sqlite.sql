-- SQLAlchemy 2.1
WITH carried_case_v0 AS MATERIALIZED
(
  SELECT access_6.fact_id AS fact_id, access_6.period_from AS period_from, access_6.period_until AS period_until, ' ' || (
    SELECT group_concat(granted_7.family, ' ') AS aggregate_strings_1
    FROM case_family AS granted_7
    WHERE granted_7.case_id = access_6.fact_id
  ) || ' ' AS families
  FROM case_access AS access_6
  WHERE ? != '' AND access_6.case_number = ? AND access_6.authority = ? AND access_6.status = 'OPEN' AND access_6.opens_on <= ? AND access_6.closes_on >= ? AND access_6.superseded_at IS NULL AND (EXISTS (
    SELECT 1
    FROM case_officer AS officer_8
    WHERE officer_8.case_id = access_6.fact_id AND officer_8.subject = ?
  )) AND (EXISTS (
    SELECT 1
    FROM case_subject AS subject_9
    WHERE subject_9.case_id = access_6.fact_id AND subject_9.merchant_id = ?
  ))
),
merchant_3 AS MATERIALIZED
(
  SELECT merchant_2.name AS name, merchant_2.legal_representative AS legal_representative, merchant_2.legal_representative_name1 AS legal_representative_name1, merchant_2.registered_address AS registered_address, merchant_2.registered_address_street AS registered_address_street, coalesce(merchant_2.merchant_id = ? AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE instr(carried_case_v0.families, ' CONTACT ') > 0
  )), 0) AS "_a_lease_CONTACT", coalesce(merchant_2.merchant_id = ? AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE instr(carried_case_v0.families, ' ACCOUNTS ') > 0
  )), 0) AS "_a_lease_ACCOUNTS", coalesce(merchant_2.merchant_id = ? AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE instr(carried_case_v0.families, ' CARDS ') > 0
  )), 0) AS "_a_lease_CARDS", coalesce(merchant_2.merchant_id = ? AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE instr(carried_case_v0.families, ' COMPLAINTCOUNT ') > 0
  )), 0) AS "_a_lease_COMPLAINTCOUNT", coalesce(merchant_2.merchant_id = ? AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE instr(carried_case_v0.families, ' COMPLAINTS ') > 0
  )), 0) AS "_a_lease_COMPLAINTS", coalesce(merchant_2.merchant_id = ? AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE instr(carried_case_v0.families, ' COMPLAINTTEXT ') > 0
  )), 0) AS "_a_lease_COMPLAINTTEXT", coalesce(merchant_2.merchant_id = ? AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE instr(carried_case_v0.families, ' CREDIT ') > 0
  )), 0) AS "_a_lease_CREDIT", coalesce(merchant_2.merchant_id = ? AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE instr(carried_case_v0.families, ' CUSTODYNEED ') > 0
  )), 0) AS "_a_lease_CUSTODYNEED", coalesce(merchant_2.merchant_id = ? AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE instr(carried_case_v0.families, ' CUSTODYSUM ') > 0
  )), 0) AS "_a_lease_CUSTODYSUM", coalesce(merchant_2.merchant_id = ? AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE instr(carried_case_v0.families, ' ENFORCEMENT ') > 0
  )), 0) AS "_a_lease_ENFORCEMENT", coalesce(merchant_2.merchant_id = ? AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE instr(carried_case_v0.families, ' GUARANTEES ') > 0
  )), 0) AS "_a_lease_GUARANTEES", coalesce(merchant_2.merchant_id = ? AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE instr(carried_case_v0.families, ' IDNUMBER ') > 0
  )), 0) AS "_a_lease_IDNUMBER", coalesce(merchant_2.merchant_id = ? AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE instr(carried_case_v0.families, ' OWNERSHIP ') > 0
  )), 0) AS "_a_lease_OWNERSHIP", coalesce(merchant_2.merchant_id = ? AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE instr(carried_case_v0.families, ' PAYMENTS ') > 0
  )), 0) AS "_a_lease_PAYMENTS", coalesce(merchant_2.merchant_id = ? AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE instr(carried_case_v0.families, ' REVENUE ') > 0
  )), 0) AS "_a_lease_REVENUE", coalesce(merchant_2.merchant_id = ? AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE instr(carried_case_v0.families, ' RISKDETAIL ') > 0
  )), 0) AS "_a_lease_RISKDETAIL"
  FROM merchant AS merchant_2
  WHERE merchant_2.superseded_at IS NULL AND merchant_2.merchant_id = ? AND merchant_2.uscc = ?
)
SELECT CAST(json_object('merchant', (
  SELECT json_object('name', merchant_3.name, 'legalRepresentative', CASE WHEN merchant_3."_a_lease_CONTACT" THEN merchant_3.legal_representative ELSE merchant_3.legal_representative_name1 END, 'registeredAddress', CASE WHEN merchant_3."_a_lease_CONTACT" THEN merchant_3.registered_address ELSE merchant_3.registered_address_street END, 'custody', (
    SELECT json_object('verdict', custody_5.verdict, 'required', CASE WHEN custody_5."_s_lease_CUSTODYNEED" THEN CASE WHEN (custody_5.required >= 0) THEN printf('%d.%02d', custody_5.required / 100, custody_5.required % 100) WHEN (custody_5.required < 0) THEN printf('-%d.%02d', -(custody_5.required / 100), -(custody_5.required % 100)) END END) AS json_object_2
    FROM (
      SELECT custodyassessment_4.verdict AS verdict, custodyassessment_4.required AS required, coalesce(custodyassessment_4.merchant_id = ? AND (EXISTS (
        SELECT 1
        FROM carried_case_v0
        WHERE instr(carried_case_v0.families, ' CUSTODYNEED ') > 0 AND (carried_case_v0.period_from IS NULL OR carried_case_v0.period_from <= custodyassessment_4.assessed_for) AND (carried_case_v0.period_until IS NULL OR custodyassessment_4.assessed_for <= carried_case_v0.period_until)
      )), 0) AS "_s_lease_CUSTODYNEED"
      FROM custody_assessment AS custodyassessment_4
      WHERE custodyassessment_4.superseded_at IS NULL AND custodyassessment_4.merchant_id = ? ORDER BY custodyassessment_4.assessed_for DESC, custodyassessment_4.fact_id DESC, custodyassessment_4.merchant_id ASC
      LIMIT 1
    ) AS custody_5
  ), 'withheld', json('[' || substr('' || CASE WHEN merchant_3."_a_lease_ACCOUNTS" = 0 THEN ',"ACCOUNTS"' ELSE '' END || CASE WHEN merchant_3."_a_lease_CARDS" = 0 THEN ',"CARDS"' ELSE '' END || CASE WHEN merchant_3."_a_lease_COMPLAINTCOUNT" = 0 THEN ',"COMPLAINTCOUNT"' ELSE '' END || CASE WHEN merchant_3."_a_lease_COMPLAINTS" = 0 THEN ',"COMPLAINTS"' ELSE '' END || CASE WHEN merchant_3."_a_lease_COMPLAINTTEXT" = 0 THEN ',"COMPLAINTTEXT"' ELSE '' END || CASE WHEN merchant_3."_a_lease_CONTACT" = 0 THEN ',"CONTACT"' ELSE '' END || CASE WHEN merchant_3."_a_lease_CREDIT" = 0 THEN ',"CREDIT"' ELSE '' END || CASE WHEN merchant_3."_a_lease_CUSTODYNEED" = 0 THEN ',"CUSTODYNEED"' ELSE '' END || CASE WHEN merchant_3."_a_lease_CUSTODYSUM" = 0 THEN ',"CUSTODYSUM"' ELSE '' END || CASE WHEN merchant_3."_a_lease_ENFORCEMENT" = 0 THEN ',"ENFORCEMENT"' ELSE '' END || CASE WHEN merchant_3."_a_lease_GUARANTEES" = 0 THEN ',"GUARANTEES"' ELSE '' END || CASE WHEN merchant_3."_a_lease_IDNUMBER" = 0 THEN ',"IDNUMBER"' ELSE '' END || CASE WHEN merchant_3."_a_lease_OWNERSHIP" = 0 THEN ',"OWNERSHIP"' ELSE '' END || CASE WHEN merchant_3."_a_lease_PAYMENTS" = 0 THEN ',"PAYMENTS"' ELSE '' END || CASE WHEN merchant_3."_a_lease_REVENUE" = 0 THEN ',"REVENUE"' ELSE '' END || CASE WHEN merchant_3."_a_lease_RISKDETAIL" = 0 THEN ',"RISKDETAIL"' ELSE '' END, 2) || ']')) AS json_object_1
  FROM merchant_3
)) AS BLOB) AS body, '' || CASE WHEN (EXISTS (
  SELECT 1
  FROM merchant_3
  WHERE merchant_3."_a_lease_CONTACT" = 0
)) THEN '1' ELSE '0' END || CASE WHEN (EXISTS (
  SELECT 1
  FROM merchant_3
  WHERE EXISTS (
    SELECT 1
    FROM (
      SELECT custodyassessment_4.verdict AS verdict, custodyassessment_4.required AS required, coalesce(custodyassessment_4.merchant_id = ? AND (EXISTS (
        SELECT 1
        FROM carried_case_v0
        WHERE instr(carried_case_v0.families, ' CUSTODYNEED ') > 0 AND (carried_case_v0.period_from IS NULL OR carried_case_v0.period_from <= custodyassessment_4.assessed_for) AND (carried_case_v0.period_until IS NULL OR custodyassessment_4.assessed_for <= carried_case_v0.period_until)
      )), 0) AS "_s_lease_CUSTODYNEED"
      FROM custody_assessment AS custodyassessment_4
      WHERE custodyassessment_4.superseded_at IS NULL AND custodyassessment_4.merchant_id = ? ORDER BY custodyassessment_4.assessed_for DESC, custodyassessment_4.fact_id DESC, custodyassessment_4.merchant_id ASC
      LIMIT 1
    ) AS custody_5
    WHERE custody_5."_s_lease_CUSTODYNEED" = 0
  )
)) THEN '1' ELSE '0' END AS marks, json((
  SELECT json_group_array(subjects.merchant_id) AS json_group_array_1
  FROM (
    SELECT ? AS merchant_id
    FROM merchant_3 ORDER BY merchant_id
  ) AS subjects
)) AS subjects, EXISTS (
  SELECT 1
  FROM case_access AS sealed_1
  WHERE sealed_1.authority = ? AND sealed_1.sealed = 1 AND sealed_1.superseded_at IS NULL AND sealed_1.case_number = ?
) AS sealed
WHERE EXISTS (
  SELECT 1
  FROM rights_epoch AS epoch_10
  WHERE epoch_10.policy = ? AND (? = 0 OR epoch_10.register = ?)
)
-- bound: 1: case_number, 2: case_number, 3: party, 4: today, 5: today, 6: subject, 7: v0, 8: v0, 9: v0, 10: v0, 11: v0, 12: v0, 13: v0, 14: v0, 15: v0, 16: v0, 17: v0, 18: v0, 19: v0, 20: v0, 21: v0, 22: v0, 23: v0, 24: v0, 25: v1, 26: v0, 27: v0, 28: v0, 29: v0, 30: v0, 31: party, 32: case_number, 33: policy, 34: register, 35: register
