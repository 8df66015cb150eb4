-- SQLAlchemy 2.1
WITH merchant_2 AS MATERIALIZED
(
  SELECT merchant_1.name AS name, merchant_1.legal_representative AS legal_representative, merchant_1.legal_representative_name1 AS legal_representative_name1, merchant_1.registered_address AS registered_address, merchant_1.registered_address_street AS registered_address_street, coalesce($1::VARCHAR COLLATE "C" != '' AND (merchant_1.district = $1::VARCHAR COLLATE "C" AND merchant_1.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_6
    WHERE outlet_6.merchant_id = merchant_1.merchant_id AND outlet_6.district = $1::VARCHAR COLLATE "C" AND outlet_6.status = 'OPEN' AND outlet_6.superseded_at IS NULL
  ))), false) AS _a_own_district, coalesce($1::VARCHAR COLLATE "C" != '' AND (merchant_1.district = $1::VARCHAR COLLATE "C" OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_7
    WHERE outlet_7.merchant_id = merchant_1.merchant_id AND outlet_7.district = $1::VARCHAR COLLATE "C" AND outlet_7.status = 'OPEN' AND outlet_7.superseded_at IS NULL
  ))), false) AS _a_own_district_open
  FROM merchant AS merchant_1
  WHERE merchant_1.superseded_at IS NULL AND merchant_1.merchant_id = $2::BIGINT AND merchant_1.uscc = $3::VARCHAR COLLATE "C"
),
told AS MATERIALIZED
(
  SELECT '' || CASE WHEN (EXISTS (
    SELECT 1
    FROM merchant_2
    WHERE NOT merchant_2._a_own_district
  )) THEN '1' ELSE '0' END || CASE WHEN (EXISTS (
    SELECT 1
    FROM merchant_2
    WHERE EXISTS (
      SELECT 1
      FROM (
        SELECT custodyassessment_3.verdict AS verdict, custodyassessment_3.required AS required
        FROM custody_assessment AS custodyassessment_3
        WHERE custodyassessment_3.superseded_at IS NULL AND custodyassessment_3.merchant_id = $2::BIGINT ORDER BY custodyassessment_3.assessed_for DESC, custodyassessment_3.fact_id DESC, custodyassessment_3.merchant_id ASC
        LIMIT 1
      ) AS custody_4
      WHERE NOT merchant_2._a_own_district
    )
  )) THEN '1' ELSE '0' END AS marks, CAST(array((
    SELECT subjects.merchant_id
    FROM (
      SELECT $2::BIGINT AS merchant_id
      FROM merchant_2 ORDER BY merchant_id
    ) AS subjects
  )) AS BIGINT[]) AS subjects, false AS sealed
  WHERE EXISTS (
    SELECT 1
    FROM rights_epoch AS epoch_5
    WHERE epoch_5.policy = $4::VARCHAR COLLATE "C" AND ($5::BIGINT = 0 OR epoch_5.register = $5::BIGINT)
  )
),
recorded AS
(INSERT INTO access_record (stream, record_id, node_id, at, party, subject, purpose, case_number, operation, operation_digest, policy_version, families, outcome, merchants, merchant_ids, merchants_digest, sealed) SELECT $6::BIGINT AS anon_1, $7::BIGINT AS anon_2, $8::VARCHAR AS anon_3, $9::TIMESTAMP WITH TIME ZONE AS anon_4, $10::VARCHAR COLLATE "C" AS anon_5, $11::VARCHAR AS anon_6, $12::VARCHAR AS anon_7, $13::VARCHAR AS anon_8, $14::VARCHAR AS anon_9, $15::VARCHAR AS anon_10, $4::VARCHAR COLLATE "C" AS anon_11, CAST('["CONTACT","CUSTODYNEED","CUSTODYSTATUS","META","PUBLIC"]' AS JSON) AS anon_12, 'ANSWERED' AS anon_13, coalesce(cardinality(told.subjects), 0) AS coalesce_1, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN coalesce(to_json(told.subjects), CAST('[]' AS JSON)) ELSE CAST('[]' AS JSON) END AS anon_14, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN NULL ELSE encode(sha256(convert_to('[' || array_to_string(told.subjects, ',') || ']', 'UTF8')), 'hex') END AS anon_15, told.sealed
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
        SELECT merchant_2.name AS name, CASE WHEN merchant_2._a_own_district THEN merchant_2.legal_representative ELSE merchant_2.legal_representative_name1 END AS "legalRepresentative", CASE WHEN merchant_2._a_own_district THEN merchant_2.registered_address ELSE merchant_2.registered_address_street END AS "registeredAddress", (
          SELECT r$ AS anon_18
          FROM (
            SELECT custody_4.verdict AS verdict, CASE WHEN merchant_2._a_own_district THEN CAST(custody_4.required * 0.01 AS TEXT) END AS required
            FROM (
              SELECT custodyassessment_3.verdict AS verdict, custodyassessment_3.required AS required
              FROM custody_assessment AS custodyassessment_3
              WHERE custodyassessment_3.superseded_at IS NULL AND custodyassessment_3.merchant_id = $2::BIGINT ORDER BY custodyassessment_3.assessed_for DESC, custodyassessment_3.fact_id DESC, custodyassessment_3.merchant_id ASC
              LIMIT 1
            ) AS custody_4
          ) AS r$
        ) AS custody, CAST('[' || substr('' || CASE WHEN NOT merchant_2._a_own_district THEN ',"ACCOUNTS"' ELSE '' END || CASE WHEN NOT merchant_2._a_own_district THEN ',"CARDS"' ELSE '' END || CASE WHEN NOT merchant_2._a_own_district THEN ',"CLUES"' ELSE '' END || CASE WHEN NOT merchant_2._a_own_district_open THEN ',"COMPLAINTCOUNT"' ELSE '' END || CASE WHEN NOT merchant_2._a_own_district THEN ',"COMPLAINTS"' ELSE '' END || CASE WHEN NOT merchant_2._a_own_district THEN ',"COMPLAINTTEXT"' ELSE '' END || CASE WHEN NOT merchant_2._a_own_district THEN ',"CONTACT"' ELSE '' END || CASE WHEN NOT merchant_2._a_own_district THEN ',"CREDIT"' ELSE '' END || CASE WHEN NOT merchant_2._a_own_district THEN ',"CUSTODYNEED"' ELSE '' END || CASE WHEN NOT merchant_2._a_own_district THEN ',"CUSTODYSUM"' ELSE '' END || CASE WHEN NOT merchant_2._a_own_district THEN ',"ENFORCEMENT"' ELSE '' END || CASE WHEN NOT merchant_2._a_own_district THEN ',"GUARANTEES"' ELSE '' END || CASE WHEN NOT merchant_2._a_own_district THEN ',"IDNUMBER"' ELSE '' END || CASE WHEN NOT merchant_2._a_own_district THEN ',"OWNERSHIP"' ELSE '' END || CASE WHEN NOT merchant_2._a_own_district THEN ',"PAYMENTS"' ELSE '' END || CASE WHEN NOT merchant_2._a_own_district THEN ',"REVENUE"' ELSE '' END || CASE WHEN NOT merchant_2._a_own_district THEN ',"RISKDETAIL"' ELSE '' END, 2) || ']' AS JSON) AS withheld
        FROM merchant_2
      ) AS r$
    ) AS merchant
  ) AS r$
)) AS body, told.marks AS marks, CASE WHEN (recorded.merchants > 100) THEN to_json(array((
  SELECT told.subjects[place] AS anon_19
  FROM generate_series(recorded.merchants / 100, recorded.merchants, recorded.merchants / 100) AS place
))) ELSE CASE WHEN (told.subjects IS NOT NULL) THEN recorded.merchant_ids END END AS subjects, told.sealed AS sealed
FROM told, recorded
-- bound: 1: district, 2: v0, 3: v1, 4: policy, 5: register, 6: proof_stream, 7: proof_record_id, 8: proof_node_id, 9: proof_at, 10: party, 11: proof_subject, 12: proof_purpose, 13: proof_case_number, 14: proof_operation, 15: proof_operation_digest
