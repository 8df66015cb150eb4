-- SQLAlchemy 2.1
WITH carried_case AS MATERIALIZED
(
  SELECT access_6.fact_id AS fact_id, access_6.period_from AS period_from, access_6.period_until AS period_until
  FROM case_access AS access_6
  WHERE ? != '' AND access_6.case_number = ? AND access_6.authority = ? AND access_6.status = 'OPEN' AND access_6.opens_on <= ? AND access_6.closes_on >= ? AND access_6.superseded_at IS NULL AND (EXISTS (
    SELECT 1
    FROM case_officer AS officer_7
    WHERE officer_7.case_id = access_6.fact_id AND officer_7.subject = ?
  ))
),
merchant_3 AS MATERIALIZED
(
  SELECT merchant_2.name AS name, merchant_2.legal_representative AS legal_representative, merchant_2.legal_representative_name1 AS legal_representative_name1, merchant_2.registered_address AS registered_address, merchant_2.registered_address_street AS registered_address_street, coalesce(EXISTS (
    SELECT 1
    FROM carried_case
    WHERE (EXISTS (
      SELECT 1
      FROM case_subject AS subject_13
      WHERE subject_13.case_id = carried_case.fact_id AND subject_13.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_14
      WHERE granted_14.case_id = carried_case.fact_id AND granted_14.family = 'CONTACT'
    ))
  ), 0) AS "_a_lease_CONTACT", coalesce(EXISTS (
    SELECT 1
    FROM carried_case
    WHERE (EXISTS (
      SELECT 1
      FROM case_subject AS subject_15
      WHERE subject_15.case_id = carried_case.fact_id AND subject_15.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_16
      WHERE granted_16.case_id = carried_case.fact_id AND granted_16.family = 'ACCOUNTS'
    ))
  ), 0) AS "_a_lease_ACCOUNTS", coalesce(EXISTS (
    SELECT 1
    FROM carried_case
    WHERE (EXISTS (
      SELECT 1
      FROM case_subject AS subject_17
      WHERE subject_17.case_id = carried_case.fact_id AND subject_17.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_18
      WHERE granted_18.case_id = carried_case.fact_id AND granted_18.family = 'CARDS'
    ))
  ), 0) AS "_a_lease_CARDS", coalesce(EXISTS (
    SELECT 1
    FROM carried_case
    WHERE (EXISTS (
      SELECT 1
      FROM case_subject AS subject_19
      WHERE subject_19.case_id = carried_case.fact_id AND subject_19.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_20
      WHERE granted_20.case_id = carried_case.fact_id AND granted_20.family = 'COMPLAINTCOUNT'
    ))
  ), 0) AS "_a_lease_COMPLAINTCOUNT", coalesce(EXISTS (
    SELECT 1
    FROM carried_case
    WHERE (EXISTS (
      SELECT 1
      FROM case_subject AS subject_21
      WHERE subject_21.case_id = carried_case.fact_id AND subject_21.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_22
      WHERE granted_22.case_id = carried_case.fact_id AND granted_22.family = 'COMPLAINTS'
    ))
  ), 0) AS "_a_lease_COMPLAINTS", coalesce(EXISTS (
    SELECT 1
    FROM carried_case
    WHERE (EXISTS (
      SELECT 1
      FROM case_subject AS subject_23
      WHERE subject_23.case_id = carried_case.fact_id AND subject_23.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_24
      WHERE granted_24.case_id = carried_case.fact_id AND granted_24.family = 'COMPLAINTTEXT'
    ))
  ), 0) AS "_a_lease_COMPLAINTTEXT", coalesce(EXISTS (
    SELECT 1
    FROM carried_case
    WHERE (EXISTS (
      SELECT 1
      FROM case_subject AS subject_25
      WHERE subject_25.case_id = carried_case.fact_id AND subject_25.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_26
      WHERE granted_26.case_id = carried_case.fact_id AND granted_26.family = 'CREDIT'
    ))
  ), 0) AS "_a_lease_CREDIT", coalesce(EXISTS (
    SELECT 1
    FROM carried_case
    WHERE (EXISTS (
      SELECT 1
      FROM case_subject AS subject_27
      WHERE subject_27.case_id = carried_case.fact_id AND subject_27.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_28
      WHERE granted_28.case_id = carried_case.fact_id AND granted_28.family = 'CUSTODYNEED'
    ))
  ), 0) AS "_a_lease_CUSTODYNEED", coalesce(EXISTS (
    SELECT 1
    FROM carried_case
    WHERE (EXISTS (
      SELECT 1
      FROM case_subject AS subject_29
      WHERE subject_29.case_id = carried_case.fact_id AND subject_29.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_30
      WHERE granted_30.case_id = carried_case.fact_id AND granted_30.family = 'CUSTODYSUM'
    ))
  ), 0) AS "_a_lease_CUSTODYSUM", coalesce(EXISTS (
    SELECT 1
    FROM carried_case
    WHERE (EXISTS (
      SELECT 1
      FROM case_subject AS subject_31
      WHERE subject_31.case_id = carried_case.fact_id AND subject_31.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_32
      WHERE granted_32.case_id = carried_case.fact_id AND granted_32.family = 'ENFORCEMENT'
    ))
  ), 0) AS "_a_lease_ENFORCEMENT", coalesce(EXISTS (
    SELECT 1
    FROM carried_case
    WHERE (EXISTS (
      SELECT 1
      FROM case_subject AS subject_33
      WHERE subject_33.case_id = carried_case.fact_id AND subject_33.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_34
      WHERE granted_34.case_id = carried_case.fact_id AND granted_34.family = 'GUARANTEES'
    ))
  ), 0) AS "_a_lease_GUARANTEES", coalesce(EXISTS (
    SELECT 1
    FROM carried_case
    WHERE (EXISTS (
      SELECT 1
      FROM case_subject AS subject_35
      WHERE subject_35.case_id = carried_case.fact_id AND subject_35.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_36
      WHERE granted_36.case_id = carried_case.fact_id AND granted_36.family = 'IDNUMBER'
    ))
  ), 0) AS "_a_lease_IDNUMBER", coalesce(EXISTS (
    SELECT 1
    FROM carried_case
    WHERE (EXISTS (
      SELECT 1
      FROM case_subject AS subject_37
      WHERE subject_37.case_id = carried_case.fact_id AND subject_37.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_38
      WHERE granted_38.case_id = carried_case.fact_id AND granted_38.family = 'OWNERSHIP'
    ))
  ), 0) AS "_a_lease_OWNERSHIP", coalesce(EXISTS (
    SELECT 1
    FROM carried_case
    WHERE (EXISTS (
      SELECT 1
      FROM case_subject AS subject_39
      WHERE subject_39.case_id = carried_case.fact_id AND subject_39.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_40
      WHERE granted_40.case_id = carried_case.fact_id AND granted_40.family = 'PAYMENTS'
    ))
  ), 0) AS "_a_lease_PAYMENTS", coalesce(EXISTS (
    SELECT 1
    FROM carried_case
    WHERE (EXISTS (
      SELECT 1
      FROM case_subject AS subject_41
      WHERE subject_41.case_id = carried_case.fact_id AND subject_41.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_42
      WHERE granted_42.case_id = carried_case.fact_id AND granted_42.family = 'REVENUE'
    ))
  ), 0) AS "_a_lease_REVENUE", coalesce(EXISTS (
    SELECT 1
    FROM carried_case
    WHERE (EXISTS (
      SELECT 1
      FROM case_subject AS subject_43
      WHERE subject_43.case_id = carried_case.fact_id AND subject_43.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_44
      WHERE granted_44.case_id = carried_case.fact_id AND granted_44.family = 'RISKDETAIL'
    ))
  ), 0) AS "_a_lease_RISKDETAIL"
  FROM merchant AS merchant_2
  WHERE merchant_2.superseded_at IS NULL AND merchant_2.merchant_id = ? AND merchant_2.uscc = ?
)
SELECT CAST(json_object('merchant', (
  SELECT json_object('name', merchant_3.name, 'legalRepresentative', CASE WHEN merchant_3."_a_lease_CONTACT" THEN merchant_3.legal_representative ELSE merchant_3.legal_representative_name1 END, 'registeredAddress', CASE WHEN merchant_3."_a_lease_CONTACT" THEN merchant_3.registered_address ELSE merchant_3.registered_address_street END, 'custody', (
    SELECT json_object('verdict', custody_5.verdict, 'required', CASE WHEN custody_5."_s_lease_CUSTODYNEED" THEN CASE WHEN (custody_5.required >= 0) THEN printf('%d.%02d', custody_5.required / 100, custody_5.required % 100) WHEN (custody_5.required < 0) THEN printf('-%d.%02d', -(custody_5.required / 100), -(custody_5.required % 100)) END END) AS json_object_2
    FROM (
      SELECT custodyassessment_4.verdict AS verdict, custodyassessment_4.required AS required, coalesce(EXISTS (
        SELECT 1
        FROM carried_case
        WHERE (EXISTS (
          SELECT 1
          FROM case_subject AS subject_10
          WHERE subject_10.case_id = carried_case.fact_id AND subject_10.merchant_id = custodyassessment_4.merchant_id
        )) AND (EXISTS (
          SELECT 1
          FROM case_family AS granted_11
          WHERE granted_11.case_id = carried_case.fact_id AND granted_11.family = 'CUSTODYNEED'
        )) AND (carried_case.period_from IS NULL OR carried_case.period_from <= custodyassessment_4.assessed_for) AND (carried_case.period_until IS NULL OR custodyassessment_4.assessed_for <= carried_case.period_until)
      ), 0) AS "_s_lease_CUSTODYNEED"
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
  WHERE merchant_3."_a_lease_CONTACT" = 0
)) THEN '1' ELSE '0' END || CASE WHEN (EXISTS (
  SELECT 1
  FROM merchant_3
  WHERE EXISTS (
    SELECT 1
    FROM (
      SELECT custodyassessment_4.verdict AS verdict, custodyassessment_4.required AS required, coalesce(EXISTS (
        SELECT 1
        FROM carried_case
        WHERE (EXISTS (
          SELECT 1
          FROM case_subject AS subject_8
          WHERE subject_8.case_id = carried_case.fact_id AND subject_8.merchant_id = custodyassessment_4.merchant_id
        )) AND (EXISTS (
          SELECT 1
          FROM case_family AS granted_9
          WHERE granted_9.case_id = carried_case.fact_id AND granted_9.family = 'CUSTODYNEED'
        )) AND (carried_case.period_from IS NULL OR carried_case.period_from <= custodyassessment_4.assessed_for) AND (carried_case.period_until IS NULL OR custodyassessment_4.assessed_for <= carried_case.period_until)
      ), 0) AS "_s_lease_CUSTODYNEED"
      FROM custody_assessment AS custodyassessment_4
      WHERE custodyassessment_4.superseded_at IS NULL AND custodyassessment_4.merchant_id = ? ORDER BY custodyassessment_4.assessed_for DESC, custodyassessment_4.fact_id DESC, custodyassessment_4.merchant_id ASC
      LIMIT 1
    ) AS custody_5
    WHERE custody_5."_s_lease_CUSTODYNEED" = 0
  )
)) THEN '1' ELSE '0' END AS marks, json((
  SELECT json_group_array(subjects.merchant_id) AS json_group_array_1
  FROM (
    SELECT DISTINCT ? AS merchant_id
    FROM merchant_3 ORDER BY merchant_id
  ) AS subjects
)) AS subjects, EXISTS (
  SELECT 1
  FROM case_access AS sealed_1
  WHERE sealed_1.authority = ? AND sealed_1.sealed = 1 AND sealed_1.superseded_at IS NULL AND sealed_1.case_number = ?
) AS sealed
WHERE EXISTS (
  SELECT 1
  FROM rights_epoch AS epoch_12
  WHERE epoch_12.policy = ? AND (? = 0 OR epoch_12.register = ?)
)
-- bound: 1: case_number, 2: case_number, 3: party, 4: today, 5: today, 6: subject, 7: v0, 8: v1, 9: v0, 10: v0, 11: v0, 12: party, 13: case_number, 14: policy, 15: register, 16: register
