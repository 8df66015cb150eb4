-- SQLAlchemy 2.1
WITH merchant_2 AS MATERIALIZED
(
  SELECT merchant_1.name AS name, merchant_1.legal_representative AS legal_representative, merchant_1.legal_representative_name1 AS legal_representative_name1, merchant_1.registered_address AS registered_address, merchant_1.registered_address_street AS registered_address_street, coalesce($1::VARCHAR COLLATE "C" != '' AND ((EXISTS (
    SELECT 1
    FROM custody_account AS account_6
    WHERE account_6.merchant_id = merchant_1.merchant_id AND account_6.bank = $1::VARCHAR COLLATE "C" AND account_6.confirmed_on IS NOT NULL AND (account_6.closed_on IS NULL OR account_6.closed_on > $2::DATE) AND account_6.superseded_at IS NULL
  )) OR (EXISTS (
    SELECT 1
    FROM guarantee AS guarantee_7
    WHERE guarantee_7.merchant_id = merchant_1.merchant_id AND guarantee_7.issuer = $1::VARCHAR COLLATE "C" AND guarantee_7.confirmed_on IS NOT NULL AND guarantee_7.valid_from <= $2::DATE AND guarantee_7.valid_until >= $2::DATE AND guarantee_7.superseded_at IS NULL
  ))), false) AS _a_own_clients
  FROM merchant AS merchant_1
  WHERE merchant_1.superseded_at IS NULL AND merchant_1.merchant_id = $3::BIGINT AND merchant_1.uscc = $4::VARCHAR COLLATE "C"
),
told AS MATERIALIZED
(
  SELECT '' || CASE WHEN (EXISTS (
    SELECT 1
    FROM merchant_2
    WHERE true
  )) THEN '1' ELSE '0' END || CASE WHEN (EXISTS (
    SELECT 1
    FROM merchant_2
    WHERE EXISTS (
      SELECT 1
      FROM (
        SELECT custodyassessment_3.verdict AS verdict, custodyassessment_3.required AS required
        FROM custody_assessment AS custodyassessment_3
        WHERE custodyassessment_3.superseded_at IS NULL AND custodyassessment_3.merchant_id = $3::BIGINT ORDER BY custodyassessment_3.assessed_for DESC, custodyassessment_3.fact_id DESC, custodyassessment_3.merchant_id ASC
        LIMIT 1
      ) AS custody_4
      WHERE NOT merchant_2._a_own_clients
    )
  )) THEN '1' ELSE '0' END AS marks, CAST(array((
    SELECT subjects.merchant_id
    FROM (
      SELECT $3::BIGINT AS merchant_id
      FROM merchant_2 ORDER BY merchant_id
    ) AS subjects
  )) AS BIGINT[]) AS subjects, false AS sealed
  WHERE EXISTS (
    SELECT 1
    FROM rights_epoch AS epoch_5
    WHERE epoch_5.policy = $5::VARCHAR COLLATE "C" AND ($6::BIGINT = 0 OR epoch_5.register = $6::BIGINT)
  )
),
recorded AS
(INSERT INTO access_record (stream, record_id, node_id, at, party, subject, purpose, case_number, operation, operation_digest, policy_version, families, outcome, merchants, merchant_ids, merchants_digest, sealed) SELECT $7::BIGINT AS anon_1, $8::BIGINT AS anon_2, $9::VARCHAR AS anon_3, $10::TIMESTAMP WITH TIME ZONE AS anon_4, $11::VARCHAR COLLATE "C" AS anon_5, $12::VARCHAR AS anon_6, $13::VARCHAR AS anon_7, $14::VARCHAR AS anon_8, $15::VARCHAR AS anon_9, $16::VARCHAR AS anon_10, $5::VARCHAR COLLATE "C" AS anon_11, CAST('["CUSTODYNEED","CUSTODYSTATUS","META","PUBLIC"]' AS JSON) AS anon_12, 'ANSWERED' AS anon_13, coalesce(cardinality(told.subjects), 0) AS coalesce_1, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN coalesce(to_json(told.subjects), CAST('[]' AS JSON)) ELSE CAST('[]' AS JSON) END AS anon_14, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN NULL ELSE encode(sha256(convert_to('[' || array_to_string(told.subjects, ',') || ']', 'UTF8')), 'hex') END AS anon_15, told.sealed
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
        SELECT merchant_2.name AS name, merchant_2.legal_representative_name1 AS "legalRepresentative", merchant_2.registered_address_street AS "registeredAddress", (
          SELECT r$ AS anon_18
          FROM (
            SELECT custody_4.verdict AS verdict, CASE WHEN merchant_2._a_own_clients THEN CAST(custody_4.required * 0.01 AS TEXT) END AS required
            FROM (
              SELECT custodyassessment_3.verdict AS verdict, custodyassessment_3.required AS required
              FROM custody_assessment AS custodyassessment_3
              WHERE custodyassessment_3.superseded_at IS NULL AND custodyassessment_3.merchant_id = $3::BIGINT ORDER BY custodyassessment_3.assessed_for DESC, custodyassessment_3.fact_id DESC, custodyassessment_3.merchant_id ASC
              LIMIT 1
            ) AS custody_4
          ) AS r$
        ) AS custody, CAST('[' || substr('' || CASE WHEN NOT merchant_2._a_own_clients THEN ',"CUSTODYNEED"' ELSE '' END, 2) || ']' AS JSON) AS withheld
        FROM merchant_2
      ) AS r$
    ) AS merchant
  ) AS r$
)) AS body, told.marks AS marks, CASE WHEN (recorded.merchants > 100) THEN to_json(array((
  SELECT told.subjects[place] AS anon_19
  FROM generate_series(recorded.merchants / 100, recorded.merchants, recorded.merchants / 100) AS place
))) ELSE CASE WHEN (told.subjects IS NOT NULL) THEN recorded.merchant_ids END END AS subjects, told.sealed AS sealed
FROM told, recorded
-- bound: 1: institution, 2: today, 3: v0, 4: v1, 5: policy, 6: register, 7: proof_stream, 8: proof_record_id, 9: proof_node_id, 10: proof_at, 11: party, 12: proof_subject, 13: proof_purpose, 14: proof_case_number, 15: proof_operation, 16: proof_operation_digest
