-- SQLAlchemy 2.1
WITH carried_case_v0 AS MATERIALIZED
(
  SELECT access_6.fact_id AS fact_id, access_6.period_from AS period_from, access_6.period_until AS period_until, ' ' || (
    SELECT string_agg(granted_7.family, ' ') AS aggregate_strings_1
    FROM case_family AS granted_7
    WHERE granted_7.case_id = access_6.fact_id
  ) || ' ' AS families
  FROM case_access AS access_6
  WHERE $1::VARCHAR COLLATE "C" != '' AND access_6.case_number = $1::VARCHAR COLLATE "C" AND access_6.authority = $2::VARCHAR COLLATE "C" AND access_6.status = 'OPEN' AND access_6.opens_on <= $3::DATE AND access_6.closes_on >= $3::DATE AND access_6.superseded_at IS NULL AND (EXISTS (
    SELECT 1
    FROM case_officer AS officer_8
    WHERE officer_8.case_id = access_6.fact_id AND officer_8.subject = $4::VARCHAR COLLATE "C"
  )) AND (EXISTS (
    SELECT 1
    FROM case_subject AS subject_9
    WHERE subject_9.case_id = access_6.fact_id AND subject_9.merchant_id = $5::BIGINT
  ))
),
merchant_3 AS MATERIALIZED
(
  SELECT merchant_2.name AS name, merchant_2.legal_representative AS legal_representative, merchant_2.legal_representative_name1 AS legal_representative_name1, merchant_2.registered_address AS registered_address, merchant_2.registered_address_street AS registered_address_street, coalesce(merchant_2.merchant_id = $5::BIGINT AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE strpos(carried_case_v0.families, ' CONTACT ') > 0
  )), false) AS "_a_lease_CONTACT", coalesce(merchant_2.merchant_id = $5::BIGINT AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE strpos(carried_case_v0.families, ' ACCOUNTS ') > 0
  )), false) AS "_a_lease_ACCOUNTS", coalesce(merchant_2.merchant_id = $5::BIGINT AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE strpos(carried_case_v0.families, ' CARDS ') > 0
  )), false) AS "_a_lease_CARDS", coalesce(merchant_2.merchant_id = $5::BIGINT AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE strpos(carried_case_v0.families, ' COMPLAINTCOUNT ') > 0
  )), false) AS "_a_lease_COMPLAINTCOUNT", coalesce(merchant_2.merchant_id = $5::BIGINT AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE strpos(carried_case_v0.families, ' COMPLAINTS ') > 0
  )), false) AS "_a_lease_COMPLAINTS", coalesce(merchant_2.merchant_id = $5::BIGINT AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE strpos(carried_case_v0.families, ' COMPLAINTTEXT ') > 0
  )), false) AS "_a_lease_COMPLAINTTEXT", coalesce(merchant_2.merchant_id = $5::BIGINT AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE strpos(carried_case_v0.families, ' CREDIT ') > 0
  )), false) AS "_a_lease_CREDIT", coalesce(merchant_2.merchant_id = $5::BIGINT AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE strpos(carried_case_v0.families, ' CUSTODYNEED ') > 0
  )), false) AS "_a_lease_CUSTODYNEED", coalesce(merchant_2.merchant_id = $5::BIGINT AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE strpos(carried_case_v0.families, ' CUSTODYSUM ') > 0
  )), false) AS "_a_lease_CUSTODYSUM", coalesce(merchant_2.merchant_id = $5::BIGINT AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE strpos(carried_case_v0.families, ' ENFORCEMENT ') > 0
  )), false) AS "_a_lease_ENFORCEMENT", coalesce(merchant_2.merchant_id = $5::BIGINT AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE strpos(carried_case_v0.families, ' GUARANTEES ') > 0
  )), false) AS "_a_lease_GUARANTEES", coalesce(merchant_2.merchant_id = $5::BIGINT AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE strpos(carried_case_v0.families, ' IDNUMBER ') > 0
  )), false) AS "_a_lease_IDNUMBER", coalesce(merchant_2.merchant_id = $5::BIGINT AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE strpos(carried_case_v0.families, ' OWNERSHIP ') > 0
  )), false) AS "_a_lease_OWNERSHIP", coalesce(merchant_2.merchant_id = $5::BIGINT AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE strpos(carried_case_v0.families, ' PAYMENTS ') > 0
  )), false) AS "_a_lease_PAYMENTS", coalesce(merchant_2.merchant_id = $5::BIGINT AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE strpos(carried_case_v0.families, ' REVENUE ') > 0
  )), false) AS "_a_lease_REVENUE", coalesce(merchant_2.merchant_id = $5::BIGINT AND (EXISTS (
    SELECT 1
    FROM carried_case_v0
    WHERE strpos(carried_case_v0.families, ' RISKDETAIL ') > 0
  )), false) AS "_a_lease_RISKDETAIL"
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
    WHERE EXISTS (
      SELECT 1
      FROM (
        SELECT custodyassessment_4.verdict AS verdict, custodyassessment_4.required AS required, coalesce(custodyassessment_4.merchant_id = $5::BIGINT AND (EXISTS (
          SELECT 1
          FROM carried_case_v0
          WHERE strpos(carried_case_v0.families, ' CUSTODYNEED ') > 0 AND (carried_case_v0.period_from IS NULL OR carried_case_v0.period_from <= custodyassessment_4.assessed_for) AND (carried_case_v0.period_until IS NULL OR custodyassessment_4.assessed_for <= carried_case_v0.period_until) OFFSET 0
        )), false) AS "_s_lease_CUSTODYNEED"
        FROM custody_assessment AS custodyassessment_4
        WHERE custodyassessment_4.superseded_at IS NULL AND custodyassessment_4.merchant_id = $5::BIGINT ORDER BY custodyassessment_4.assessed_for DESC, custodyassessment_4.fact_id DESC, custodyassessment_4.merchant_id ASC
        LIMIT 1
      ) AS custody_5
      WHERE NOT custody_5."_s_lease_CUSTODYNEED"
    )
  )) THEN '1' ELSE '0' END AS marks, CAST(array((
    SELECT subjects.merchant_id
    FROM (
      SELECT $5::BIGINT AS merchant_id
      FROM merchant_3 ORDER BY merchant_id
    ) AS subjects
  )) AS BIGINT[]) AS subjects, EXISTS (
    SELECT 1
    FROM case_access AS sealed_1
    WHERE sealed_1.authority = $2::VARCHAR COLLATE "C" AND sealed_1.sealed AND sealed_1.superseded_at IS NULL AND sealed_1.case_number = $1::VARCHAR COLLATE "C"
  ) AS sealed
  WHERE EXISTS (
    SELECT 1
    FROM rights_epoch AS epoch_10
    WHERE epoch_10.policy = $7::VARCHAR COLLATE "C" AND ($8::BIGINT = 0 OR epoch_10.register = $8::BIGINT)
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
              SELECT custodyassessment_4.verdict AS verdict, custodyassessment_4.required AS required, coalesce(custodyassessment_4.merchant_id = $5::BIGINT AND (EXISTS (
                SELECT 1
                FROM carried_case_v0
                WHERE strpos(carried_case_v0.families, ' CUSTODYNEED ') > 0 AND (carried_case_v0.period_from IS NULL OR carried_case_v0.period_from <= custodyassessment_4.assessed_for) AND (carried_case_v0.period_until IS NULL OR custodyassessment_4.assessed_for <= carried_case_v0.period_until) OFFSET 0
              )), false) AS "_s_lease_CUSTODYNEED"
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
