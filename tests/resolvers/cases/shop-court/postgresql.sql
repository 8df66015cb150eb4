-- SQLAlchemy 2.1
WITH carried_case AS MATERIALIZED
(
  SELECT access_6.fact_id AS fact_id, access_6.period_from AS period_from, access_6.period_until AS period_until
  FROM case_access AS access_6
  WHERE $1::VARCHAR COLLATE "C" != '' AND access_6.case_number = $1::VARCHAR COLLATE "C" AND access_6.authority = $2::VARCHAR COLLATE "C" AND access_6.status = 'OPEN' AND access_6.opens_on <= $3::DATE AND access_6.closes_on >= $3::DATE AND access_6.superseded_at IS NULL AND (EXISTS (
    SELECT 1
    FROM case_officer AS officer_7
    WHERE officer_7.case_id = access_6.fact_id AND officer_7.subject = $4::VARCHAR COLLATE "C"
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
  ), false) AS "_a_lease_CONTACT", coalesce(EXISTS (
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
  ), false) AS "_a_lease_ACCOUNTS", coalesce(EXISTS (
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
  ), false) AS "_a_lease_CARDS", coalesce(EXISTS (
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
  ), false) AS "_a_lease_COMPLAINTCOUNT", coalesce(EXISTS (
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
  ), false) AS "_a_lease_COMPLAINTS", coalesce(EXISTS (
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
  ), false) AS "_a_lease_COMPLAINTTEXT", coalesce(EXISTS (
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
  ), false) AS "_a_lease_CREDIT", coalesce(EXISTS (
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
  ), false) AS "_a_lease_CUSTODYNEED", coalesce(EXISTS (
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
  ), false) AS "_a_lease_CUSTODYSUM", coalesce(EXISTS (
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
  ), false) AS "_a_lease_ENFORCEMENT", coalesce(EXISTS (
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
  ), false) AS "_a_lease_GUARANTEES", coalesce(EXISTS (
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
  ), false) AS "_a_lease_IDNUMBER", coalesce(EXISTS (
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
  ), false) AS "_a_lease_OWNERSHIP", coalesce(EXISTS (
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
  ), false) AS "_a_lease_PAYMENTS", coalesce(EXISTS (
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
  ), false) AS "_a_lease_REVENUE", coalesce(EXISTS (
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
  ), false) AS "_a_lease_RISKDETAIL"
  FROM merchant AS merchant_2
  WHERE merchant_2.superseded_at IS NULL AND merchant_2.merchant_id = $5::BIGINT AND merchant_2.uscc = $6::VARCHAR COLLATE "C"
),
told AS MATERIALIZED
(
  SELECT '' || CASE WHEN (EXISTS (
    SELECT 1
    FROM merchant_3
    WHERE NOT merchant_3."_a_lease_CONTACT"
  )) THEN '1' ELSE '0' END || CASE WHEN (EXISTS (
    SELECT 1
    FROM merchant_3
    WHERE NOT merchant_3."_a_lease_CONTACT"
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
        ), false) AS "_s_lease_CUSTODYNEED"
        FROM custody_assessment AS custodyassessment_4
        WHERE custodyassessment_4.superseded_at IS NULL AND custodyassessment_4.merchant_id = $5::BIGINT ORDER BY custodyassessment_4.assessed_for DESC, custodyassessment_4.fact_id DESC, custodyassessment_4.merchant_id ASC
        LIMIT 1
      ) AS custody_5
      WHERE NOT custody_5."_s_lease_CUSTODYNEED"
    )
  )) THEN '1' ELSE '0' END AS marks, CAST(array((
    SELECT subjects.merchant_id
    FROM (
      SELECT DISTINCT $5::BIGINT AS merchant_id
      FROM merchant_3 ORDER BY merchant_id
    ) AS subjects
  )) AS BIGINT[]) AS subjects, EXISTS (
    SELECT 1
    FROM case_access AS sealed_1
    WHERE sealed_1.authority = $2::VARCHAR COLLATE "C" AND sealed_1.sealed AND sealed_1.superseded_at IS NULL AND sealed_1.case_number = $1::VARCHAR COLLATE "C"
  ) AS sealed
  WHERE EXISTS (
    SELECT 1
    FROM rights_epoch AS epoch_12
    WHERE epoch_12.policy = $7::VARCHAR COLLATE "C" AND ($8::BIGINT = 0 OR epoch_12.register = $8::BIGINT)
  )
),
recorded AS
(INSERT INTO access_record (stream, record_id, node_id, at, party, subject, purpose, case_number, operation, operation_digest, policy_version, families, outcome, merchants, merchant_ids, merchants_digest, sealed) SELECT $9::BIGINT AS anon_1, $10::BIGINT AS anon_2, $11::VARCHAR AS anon_3, $12::TIMESTAMP WITH TIME ZONE AS anon_4, $2::VARCHAR COLLATE "C" AS anon_5, $13::VARCHAR AS anon_6, $14::VARCHAR AS anon_7, $15::VARCHAR AS anon_8, $16::VARCHAR AS anon_9, $17::VARCHAR AS anon_10, $7::VARCHAR COLLATE "C" AS anon_11, CAST('["CONTACT","CUSTODYNEED","CUSTODYSTATUS","META","PUBLIC"]' AS JSON) AS anon_12, 'ANSWERED' AS anon_13, coalesce(cardinality(told.subjects), 0) AS coalesce_1, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN coalesce(to_json(told.subjects), CAST('[]' AS JSON)) ELSE CAST('[]' AS JSON) END AS anon_14, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN NULL ELSE encode(sha256(convert_to('[' || array_to_string(told.subjects, ',') || ']', 'UTF8')), 'hex') END AS anon_15, told.sealed
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
        SELECT merchant_3.name AS name, CASE WHEN merchant_3."_a_lease_CONTACT" THEN merchant_3.legal_representative ELSE merchant_3.legal_representative_name1 END AS "legalRepresentative", CASE WHEN merchant_3."_a_lease_CONTACT" THEN merchant_3.registered_address ELSE merchant_3.registered_address_street END AS "registeredAddress", (
          SELECT r$ AS anon_18
          FROM (
            SELECT custody_5.verdict AS verdict, CASE WHEN custody_5."_s_lease_CUSTODYNEED" THEN CAST(custody_5.required * 0.01 AS TEXT) END AS required
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
              ), false) AS "_s_lease_CUSTODYNEED"
              FROM custody_assessment AS custodyassessment_4
              WHERE custodyassessment_4.superseded_at IS NULL AND custodyassessment_4.merchant_id = $5::BIGINT ORDER BY custodyassessment_4.assessed_for DESC, custodyassessment_4.fact_id DESC, custodyassessment_4.merchant_id ASC
              LIMIT 1
            ) AS custody_5
          ) AS r$
        ) AS custody, CAST('[' || substr('' || CASE WHEN NOT merchant_3."_a_lease_ACCOUNTS" THEN ',"ACCOUNTS"' ELSE '' END || CASE WHEN NOT merchant_3."_a_lease_CARDS" THEN ',"CARDS"' ELSE '' END || CASE WHEN NOT merchant_3."_a_lease_COMPLAINTCOUNT" THEN ',"COMPLAINTCOUNT"' ELSE '' END || CASE WHEN NOT merchant_3."_a_lease_COMPLAINTS" THEN ',"COMPLAINTS"' ELSE '' END || CASE WHEN NOT merchant_3."_a_lease_COMPLAINTTEXT" THEN ',"COMPLAINTTEXT"' ELSE '' END || CASE WHEN NOT merchant_3."_a_lease_CONTACT" THEN ',"CONTACT"' ELSE '' END || CASE WHEN NOT merchant_3."_a_lease_CREDIT" THEN ',"CREDIT"' ELSE '' END || CASE WHEN NOT merchant_3."_a_lease_CUSTODYNEED" THEN ',"CUSTODYNEED"' ELSE '' END || CASE WHEN NOT merchant_3."_a_lease_CUSTODYSUM" THEN ',"CUSTODYSUM"' ELSE '' END || CASE WHEN NOT merchant_3."_a_lease_ENFORCEMENT" THEN ',"ENFORCEMENT"' ELSE '' END || CASE WHEN NOT merchant_3."_a_lease_GUARANTEES" THEN ',"GUARANTEES"' ELSE '' END || CASE WHEN NOT merchant_3."_a_lease_IDNUMBER" THEN ',"IDNUMBER"' ELSE '' END || CASE WHEN NOT merchant_3."_a_lease_OWNERSHIP" THEN ',"OWNERSHIP"' ELSE '' END || CASE WHEN NOT merchant_3."_a_lease_PAYMENTS" THEN ',"PAYMENTS"' ELSE '' END || CASE WHEN NOT merchant_3."_a_lease_REVENUE" THEN ',"REVENUE"' ELSE '' END || CASE WHEN NOT merchant_3."_a_lease_RISKDETAIL" THEN ',"RISKDETAIL"' ELSE '' END, 2) || ']' AS JSON) AS withheld
        FROM merchant_3
      ) AS r$
    ) AS merchant
  ) AS r$
)) AS body, told.marks AS marks, CASE WHEN (recorded.merchants > 100) THEN to_json(array((
  SELECT told.subjects[place] AS anon_19
  FROM generate_series(recorded.merchants / 100, recorded.merchants, recorded.merchants / 100) AS place
))) ELSE CASE WHEN (told.subjects IS NOT NULL) THEN recorded.merchant_ids END END AS subjects, told.sealed AS sealed
FROM told, recorded
-- bound: 1: case_number, 2: party, 3: today, 4: subject, 5: v0, 6: v1, 7: policy, 8: register, 9: proof_stream, 10: proof_record_id, 11: proof_node_id, 12: proof_at, 13: proof_subject, 14: proof_purpose, 15: proof_case_number, 16: proof_operation, 17: proof_operation_digest
