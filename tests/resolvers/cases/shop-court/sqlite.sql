-- SQLAlchemy 2.1
WITH merchant_3 AS MATERIALIZED
(
  SELECT merchant_2.name AS name, merchant_2.legal_representative AS legal_representative, merchant_2.legal_representative_name1 AS legal_representative_name1, merchant_2.registered_address AS registered_address, merchant_2.registered_address_street AS registered_address_street, coalesce(EXISTS (
    SELECT 1
    FROM case_access AS access_15
    WHERE ? != '' AND access_15.case_number = ? AND access_15.authority = ? AND access_15.status = 'OPEN' AND access_15.opens_on <= ? AND access_15.closes_on >= ? AND access_15.superseded_at IS NULL AND (EXISTS (
      SELECT 1
      FROM case_officer AS officer_16
      WHERE officer_16.case_id = access_15.fact_id AND officer_16.subject = ?
    )) AND (EXISTS (
      SELECT 1
      FROM case_subject AS subject_17
      WHERE subject_17.case_id = access_15.fact_id AND subject_17.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_18
      WHERE granted_18.case_id = access_15.fact_id AND granted_18.family = 'CONTACT'
    ))
  ), 0) AS "_a_lease_CONTACT", coalesce(EXISTS (
    SELECT 1
    FROM case_access AS access_19
    WHERE ? != '' AND access_19.case_number = ? AND access_19.authority = ? AND access_19.status = 'OPEN' AND access_19.opens_on <= ? AND access_19.closes_on >= ? AND access_19.superseded_at IS NULL AND (EXISTS (
      SELECT 1
      FROM case_officer AS officer_20
      WHERE officer_20.case_id = access_19.fact_id AND officer_20.subject = ?
    )) AND (EXISTS (
      SELECT 1
      FROM case_subject AS subject_21
      WHERE subject_21.case_id = access_19.fact_id AND subject_21.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_22
      WHERE granted_22.case_id = access_19.fact_id AND granted_22.family = 'ACCOUNTS'
    ))
  ), 0) AS "_a_lease_ACCOUNTS", coalesce(EXISTS (
    SELECT 1
    FROM case_access AS access_23
    WHERE ? != '' AND access_23.case_number = ? AND access_23.authority = ? AND access_23.status = 'OPEN' AND access_23.opens_on <= ? AND access_23.closes_on >= ? AND access_23.superseded_at IS NULL AND (EXISTS (
      SELECT 1
      FROM case_officer AS officer_24
      WHERE officer_24.case_id = access_23.fact_id AND officer_24.subject = ?
    )) AND (EXISTS (
      SELECT 1
      FROM case_subject AS subject_25
      WHERE subject_25.case_id = access_23.fact_id AND subject_25.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_26
      WHERE granted_26.case_id = access_23.fact_id AND granted_26.family = 'CARDS'
    ))
  ), 0) AS "_a_lease_CARDS", coalesce(EXISTS (
    SELECT 1
    FROM case_access AS access_27
    WHERE ? != '' AND access_27.case_number = ? AND access_27.authority = ? AND access_27.status = 'OPEN' AND access_27.opens_on <= ? AND access_27.closes_on >= ? AND access_27.superseded_at IS NULL AND (EXISTS (
      SELECT 1
      FROM case_officer AS officer_28
      WHERE officer_28.case_id = access_27.fact_id AND officer_28.subject = ?
    )) AND (EXISTS (
      SELECT 1
      FROM case_subject AS subject_29
      WHERE subject_29.case_id = access_27.fact_id AND subject_29.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_30
      WHERE granted_30.case_id = access_27.fact_id AND granted_30.family = 'COMPLAINTCOUNT'
    ))
  ), 0) AS "_a_lease_COMPLAINTCOUNT", coalesce(EXISTS (
    SELECT 1
    FROM case_access AS access_31
    WHERE ? != '' AND access_31.case_number = ? AND access_31.authority = ? AND access_31.status = 'OPEN' AND access_31.opens_on <= ? AND access_31.closes_on >= ? AND access_31.superseded_at IS NULL AND (EXISTS (
      SELECT 1
      FROM case_officer AS officer_32
      WHERE officer_32.case_id = access_31.fact_id AND officer_32.subject = ?
    )) AND (EXISTS (
      SELECT 1
      FROM case_subject AS subject_33
      WHERE subject_33.case_id = access_31.fact_id AND subject_33.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_34
      WHERE granted_34.case_id = access_31.fact_id AND granted_34.family = 'COMPLAINTS'
    ))
  ), 0) AS "_a_lease_COMPLAINTS", coalesce(EXISTS (
    SELECT 1
    FROM case_access AS access_35
    WHERE ? != '' AND access_35.case_number = ? AND access_35.authority = ? AND access_35.status = 'OPEN' AND access_35.opens_on <= ? AND access_35.closes_on >= ? AND access_35.superseded_at IS NULL AND (EXISTS (
      SELECT 1
      FROM case_officer AS officer_36
      WHERE officer_36.case_id = access_35.fact_id AND officer_36.subject = ?
    )) AND (EXISTS (
      SELECT 1
      FROM case_subject AS subject_37
      WHERE subject_37.case_id = access_35.fact_id AND subject_37.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_38
      WHERE granted_38.case_id = access_35.fact_id AND granted_38.family = 'COMPLAINTTEXT'
    ))
  ), 0) AS "_a_lease_COMPLAINTTEXT", coalesce(EXISTS (
    SELECT 1
    FROM case_access AS access_39
    WHERE ? != '' AND access_39.case_number = ? AND access_39.authority = ? AND access_39.status = 'OPEN' AND access_39.opens_on <= ? AND access_39.closes_on >= ? AND access_39.superseded_at IS NULL AND (EXISTS (
      SELECT 1
      FROM case_officer AS officer_40
      WHERE officer_40.case_id = access_39.fact_id AND officer_40.subject = ?
    )) AND (EXISTS (
      SELECT 1
      FROM case_subject AS subject_41
      WHERE subject_41.case_id = access_39.fact_id AND subject_41.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_42
      WHERE granted_42.case_id = access_39.fact_id AND granted_42.family = 'CREDIT'
    ))
  ), 0) AS "_a_lease_CREDIT", coalesce(EXISTS (
    SELECT 1
    FROM case_access AS access_43
    WHERE ? != '' AND access_43.case_number = ? AND access_43.authority = ? AND access_43.status = 'OPEN' AND access_43.opens_on <= ? AND access_43.closes_on >= ? AND access_43.superseded_at IS NULL AND (EXISTS (
      SELECT 1
      FROM case_officer AS officer_44
      WHERE officer_44.case_id = access_43.fact_id AND officer_44.subject = ?
    )) AND (EXISTS (
      SELECT 1
      FROM case_subject AS subject_45
      WHERE subject_45.case_id = access_43.fact_id AND subject_45.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_46
      WHERE granted_46.case_id = access_43.fact_id AND granted_46.family = 'CUSTODYNEED'
    ))
  ), 0) AS "_a_lease_CUSTODYNEED", coalesce(EXISTS (
    SELECT 1
    FROM case_access AS access_47
    WHERE ? != '' AND access_47.case_number = ? AND access_47.authority = ? AND access_47.status = 'OPEN' AND access_47.opens_on <= ? AND access_47.closes_on >= ? AND access_47.superseded_at IS NULL AND (EXISTS (
      SELECT 1
      FROM case_officer AS officer_48
      WHERE officer_48.case_id = access_47.fact_id AND officer_48.subject = ?
    )) AND (EXISTS (
      SELECT 1
      FROM case_subject AS subject_49
      WHERE subject_49.case_id = access_47.fact_id AND subject_49.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_50
      WHERE granted_50.case_id = access_47.fact_id AND granted_50.family = 'CUSTODYSUM'
    ))
  ), 0) AS "_a_lease_CUSTODYSUM", coalesce(EXISTS (
    SELECT 1
    FROM case_access AS access_51
    WHERE ? != '' AND access_51.case_number = ? AND access_51.authority = ? AND access_51.status = 'OPEN' AND access_51.opens_on <= ? AND access_51.closes_on >= ? AND access_51.superseded_at IS NULL AND (EXISTS (
      SELECT 1
      FROM case_officer AS officer_52
      WHERE officer_52.case_id = access_51.fact_id AND officer_52.subject = ?
    )) AND (EXISTS (
      SELECT 1
      FROM case_subject AS subject_53
      WHERE subject_53.case_id = access_51.fact_id AND subject_53.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_54
      WHERE granted_54.case_id = access_51.fact_id AND granted_54.family = 'ENFORCEMENT'
    ))
  ), 0) AS "_a_lease_ENFORCEMENT", coalesce(EXISTS (
    SELECT 1
    FROM case_access AS access_55
    WHERE ? != '' AND access_55.case_number = ? AND access_55.authority = ? AND access_55.status = 'OPEN' AND access_55.opens_on <= ? AND access_55.closes_on >= ? AND access_55.superseded_at IS NULL AND (EXISTS (
      SELECT 1
      FROM case_officer AS officer_56
      WHERE officer_56.case_id = access_55.fact_id AND officer_56.subject = ?
    )) AND (EXISTS (
      SELECT 1
      FROM case_subject AS subject_57
      WHERE subject_57.case_id = access_55.fact_id AND subject_57.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_58
      WHERE granted_58.case_id = access_55.fact_id AND granted_58.family = 'GUARANTEES'
    ))
  ), 0) AS "_a_lease_GUARANTEES", coalesce(EXISTS (
    SELECT 1
    FROM case_access AS access_59
    WHERE ? != '' AND access_59.case_number = ? AND access_59.authority = ? AND access_59.status = 'OPEN' AND access_59.opens_on <= ? AND access_59.closes_on >= ? AND access_59.superseded_at IS NULL AND (EXISTS (
      SELECT 1
      FROM case_officer AS officer_60
      WHERE officer_60.case_id = access_59.fact_id AND officer_60.subject = ?
    )) AND (EXISTS (
      SELECT 1
      FROM case_subject AS subject_61
      WHERE subject_61.case_id = access_59.fact_id AND subject_61.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_62
      WHERE granted_62.case_id = access_59.fact_id AND granted_62.family = 'IDNUMBER'
    ))
  ), 0) AS "_a_lease_IDNUMBER", coalesce(EXISTS (
    SELECT 1
    FROM case_access AS access_63
    WHERE ? != '' AND access_63.case_number = ? AND access_63.authority = ? AND access_63.status = 'OPEN' AND access_63.opens_on <= ? AND access_63.closes_on >= ? AND access_63.superseded_at IS NULL AND (EXISTS (
      SELECT 1
      FROM case_officer AS officer_64
      WHERE officer_64.case_id = access_63.fact_id AND officer_64.subject = ?
    )) AND (EXISTS (
      SELECT 1
      FROM case_subject AS subject_65
      WHERE subject_65.case_id = access_63.fact_id AND subject_65.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_66
      WHERE granted_66.case_id = access_63.fact_id AND granted_66.family = 'OWNERSHIP'
    ))
  ), 0) AS "_a_lease_OWNERSHIP", coalesce(EXISTS (
    SELECT 1
    FROM case_access AS access_67
    WHERE ? != '' AND access_67.case_number = ? AND access_67.authority = ? AND access_67.status = 'OPEN' AND access_67.opens_on <= ? AND access_67.closes_on >= ? AND access_67.superseded_at IS NULL AND (EXISTS (
      SELECT 1
      FROM case_officer AS officer_68
      WHERE officer_68.case_id = access_67.fact_id AND officer_68.subject = ?
    )) AND (EXISTS (
      SELECT 1
      FROM case_subject AS subject_69
      WHERE subject_69.case_id = access_67.fact_id AND subject_69.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_70
      WHERE granted_70.case_id = access_67.fact_id AND granted_70.family = 'PAYMENTS'
    ))
  ), 0) AS "_a_lease_PAYMENTS", coalesce(EXISTS (
    SELECT 1
    FROM case_access AS access_71
    WHERE ? != '' AND access_71.case_number = ? AND access_71.authority = ? AND access_71.status = 'OPEN' AND access_71.opens_on <= ? AND access_71.closes_on >= ? AND access_71.superseded_at IS NULL AND (EXISTS (
      SELECT 1
      FROM case_officer AS officer_72
      WHERE officer_72.case_id = access_71.fact_id AND officer_72.subject = ?
    )) AND (EXISTS (
      SELECT 1
      FROM case_subject AS subject_73
      WHERE subject_73.case_id = access_71.fact_id AND subject_73.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_74
      WHERE granted_74.case_id = access_71.fact_id AND granted_74.family = 'REVENUE'
    ))
  ), 0) AS "_a_lease_REVENUE", coalesce(EXISTS (
    SELECT 1
    FROM case_access AS access_75
    WHERE ? != '' AND access_75.case_number = ? AND access_75.authority = ? AND access_75.status = 'OPEN' AND access_75.opens_on <= ? AND access_75.closes_on >= ? AND access_75.superseded_at IS NULL AND (EXISTS (
      SELECT 1
      FROM case_officer AS officer_76
      WHERE officer_76.case_id = access_75.fact_id AND officer_76.subject = ?
    )) AND (EXISTS (
      SELECT 1
      FROM case_subject AS subject_77
      WHERE subject_77.case_id = access_75.fact_id AND subject_77.merchant_id = merchant_2.merchant_id
    )) AND (EXISTS (
      SELECT 1
      FROM case_family AS granted_78
      WHERE granted_78.case_id = access_75.fact_id AND granted_78.family = 'RISKDETAIL'
    ))
  ), 0) AS "_a_lease_RISKDETAIL"
  FROM merchant AS merchant_2
  WHERE merchant_2.superseded_at IS NULL AND merchant_2.merchant_id = ? AND merchant_2.uscc = ?
)
SELECT CAST(json_object('merchant', (
  SELECT json_object('name', merchant_3.name, 'legalRepresentative', CASE WHEN merchant_3."_a_lease_CONTACT" THEN merchant_3.legal_representative ELSE merchant_3.legal_representative_name1 END, 'registeredAddress', CASE WHEN merchant_3."_a_lease_CONTACT" THEN merchant_3.registered_address ELSE merchant_3.registered_address_street END, 'custody', (
    SELECT json_object('verdict', custody_5.verdict, 'required', CASE WHEN custody_5."_s_lease_CUSTODYNEED" THEN CASE WHEN (custody_5.required IS NOT NULL) THEN printf('%s%d.%02d', CASE WHEN (custody_5.required < 0) THEN '-' ELSE '' END, abs(custody_5.required) / 100, abs(custody_5.required) % 100) END END) AS json_object_2
    FROM (
      SELECT custodyassessment_4.verdict AS verdict, custodyassessment_4.required AS required, coalesce(EXISTS (
        SELECT 1
        FROM case_access AS access_10
        WHERE ? != '' AND access_10.case_number = ? AND access_10.authority = ? AND access_10.status = 'OPEN' AND access_10.opens_on <= ? AND access_10.closes_on >= ? AND access_10.superseded_at IS NULL AND (EXISTS (
          SELECT 1
          FROM case_officer AS officer_11
          WHERE officer_11.case_id = access_10.fact_id AND officer_11.subject = ?
        )) AND (EXISTS (
          SELECT 1
          FROM case_subject AS subject_12
          WHERE subject_12.case_id = access_10.fact_id AND subject_12.merchant_id = custodyassessment_4.merchant_id
        )) AND (EXISTS (
          SELECT 1
          FROM case_family AS granted_13
          WHERE granted_13.case_id = access_10.fact_id AND granted_13.family = 'CUSTODYNEED'
        )) AND (access_10.period_from IS NULL OR access_10.period_from <= custodyassessment_4.assessed_for) AND (access_10.period_until IS NULL OR custodyassessment_4.assessed_for <= access_10.period_until)
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
        FROM case_access AS access_6
        WHERE ? != '' AND access_6.case_number = ? AND access_6.authority = ? AND access_6.status = 'OPEN' AND access_6.opens_on <= ? AND access_6.closes_on >= ? AND access_6.superseded_at IS NULL AND (EXISTS (
          SELECT 1
          FROM case_officer AS officer_7
          WHERE officer_7.case_id = access_6.fact_id AND officer_7.subject = ?
        )) AND (EXISTS (
          SELECT 1
          FROM case_subject AS subject_8
          WHERE subject_8.case_id = access_6.fact_id AND subject_8.merchant_id = custodyassessment_4.merchant_id
        )) AND (EXISTS (
          SELECT 1
          FROM case_family AS granted_9
          WHERE granted_9.case_id = access_6.fact_id AND granted_9.family = 'CUSTODYNEED'
        )) AND (access_6.period_from IS NULL OR access_6.period_from <= custodyassessment_4.assessed_for) AND (access_6.period_until IS NULL OR custodyassessment_4.assessed_for <= access_6.period_until)
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
  FROM rights_epoch AS epoch_14
  WHERE epoch_14.policy = ? AND (? = 0 OR epoch_14.register = ?)
)
-- bound: 1: case_number, 2: case_number, 3: party, 4: today, 5: today, 6: subject, 7: case_number, 8: case_number, 9: party, 10: today, 11: today, 12: subject, 13: case_number, 14: case_number, 15: party, 16: today, 17: today, 18: subject, 19: case_number, 20: case_number, 21: party, 22: today, 23: today, 24: subject, 25: case_number, 26: case_number, 27: party, 28: today, 29: today, 30: subject, 31: case_number, 32: case_number, 33: party, 34: today, 35: today, 36: subject, 37: case_number, 38: case_number, 39: party, 40: today, 41: today, 42: subject, 43: case_number, 44: case_number, 45: party, 46: today, 47: today, 48: subject, 49: case_number, 50: case_number, 51: party, 52: today, 53: today, 54: subject, 55: case_number, 56: case_number, 57: party, 58: today, 59: today, 60: subject, 61: case_number, 62: case_number, 63: party, 64: today, 65: today, 66: subject, 67: case_number, 68: case_number, 69: party, 70: today, 71: today, 72: subject, 73: case_number, 74: case_number, 75: party, 76: today, 77: today, 78: subject, 79: case_number, 80: case_number, 81: party, 82: today, 83: today, 84: subject, 85: case_number, 86: case_number, 87: party, 88: today, 89: today, 90: subject, 91: case_number, 92: case_number, 93: party, 94: today, 95: today, 96: subject, 97: v0, 98: v1, 99: case_number, 100: case_number, 101: party, 102: today, 103: today, 104: subject, 105: v0, 106: case_number, 107: case_number, 108: party, 109: today, 110: today, 111: subject, 112: v0, 113: v0, 114: party, 115: case_number, 116: policy, 117: register, 118: register
