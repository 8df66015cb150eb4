-- SQLAlchemy 2.1
WITH merchants_6 AS MATERIALIZED
(
  SELECT merchant_1.name AS name, merchant_1.contact_phone AS contact_phone, merchant_1.merchant_id AS merchant_id, merchant_1.node_id AS node_id, coalesce($1::VARCHAR COLLATE "C" != '' AND (merchant_1.district = $1::VARCHAR COLLATE "C" AND merchant_1.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_15
    WHERE outlet_15.merchant_id = merchant_1.merchant_id AND outlet_15.district = $1::VARCHAR COLLATE "C" AND outlet_15.status = 'OPEN' AND outlet_15.superseded_at IS NULL OFFSET 0
  ))), false) AS _a_own_district, row_number() OVER (ORDER BY (
    SELECT CASE WHEN coalesce($1::VARCHAR COLLATE "C" != '' AND (merchant_1.district = $1::VARCHAR COLLATE "C" AND merchant_1.district_basis != 'registration' OR (EXISTS (
      SELECT 1
      FROM outlet AS outlet_8
      WHERE outlet_8.merchant_id = merchant_1.merchant_id AND outlet_8.district = $1::VARCHAR COLLATE "C" AND outlet_8.status = 'OPEN' AND outlet_8.superseded_at IS NULL
    ))), false) THEN custodyassessment_7.shortfall END AS anon_1
    FROM custody_assessment AS custodyassessment_7
    WHERE custodyassessment_7.superseded_at IS NULL AND custodyassessment_7.merchant_id = merchant_1.merchant_id ORDER BY custodyassessment_7.assessed_for DESC, custodyassessment_7.fact_id DESC, custodyassessment_7.merchant_id ASC
    LIMIT 1
  ) DESC NULLS LAST, merchant_1.uscc ASC) AS _n
  FROM merchant AS merchant_1
  WHERE merchant_1.superseded_at IS NULL AND (coalesce($1::VARCHAR COLLATE "C" != '' AND (merchant_1.district = $1::VARCHAR COLLATE "C" AND merchant_1.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_2
    WHERE outlet_2.merchant_id = merchant_1.merchant_id AND outlet_2.district = $1::VARCHAR COLLATE "C" AND outlet_2.status = 'OPEN' AND outlet_2.superseded_at IS NULL
  ))), false) OR coalesce($1::VARCHAR COLLATE "C" != '' AND (merchant_1.district = $1::VARCHAR COLLATE "C" OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_3
    WHERE outlet_3.merchant_id = merchant_1.merchant_id AND outlet_3.district = $1::VARCHAR COLLATE "C" AND outlet_3.status = 'OPEN' AND outlet_3.superseded_at IS NULL
  ))), false)) AND (EXISTS (
    SELECT 1
    FROM (
      SELECT custodyassessment_4.verdict AS verdict
      FROM custody_assessment AS custodyassessment_4
      WHERE custodyassessment_4.superseded_at IS NULL AND custodyassessment_4.merchant_id = merchant_1.merchant_id ORDER BY custodyassessment_4.assessed_for DESC, custodyassessment_4.fact_id DESC, custodyassessment_4.merchant_id ASC
      LIMIT 1
    ) AS custody_5
    WHERE custody_5.verdict IS NOT NULL AND custody_5.verdict = any($2::TEXT[] COLLATE "C")
  )) ORDER BY (
    SELECT CASE WHEN coalesce($1::VARCHAR COLLATE "C" != '' AND (merchant_1.district = $1::VARCHAR COLLATE "C" AND merchant_1.district_basis != 'registration' OR (EXISTS (
      SELECT 1
      FROM outlet AS outlet_8
      WHERE outlet_8.merchant_id = merchant_1.merchant_id AND outlet_8.district = $1::VARCHAR COLLATE "C" AND outlet_8.status = 'OPEN' AND outlet_8.superseded_at IS NULL
    ))), false) THEN custodyassessment_7.shortfall END AS anon_1
    FROM custody_assessment AS custodyassessment_7
    WHERE custodyassessment_7.superseded_at IS NULL AND custodyassessment_7.merchant_id = merchant_1.merchant_id ORDER BY custodyassessment_7.assessed_for DESC, custodyassessment_7.fact_id DESC, custodyassessment_7.merchant_id ASC
    LIMIT 1
  ) DESC NULLS LAST, merchant_1.uscc ASC
  LIMIT $3::INTEGER
),
told AS MATERIALIZED
(
  SELECT '' || CASE WHEN (EXISTS (
    SELECT 1
    FROM merchants_6
    WHERE merchants_6._n <= $4::INTEGER AND NOT merchants_6._a_own_district
  )) THEN '1' ELSE '0' END || CASE WHEN (EXISTS (
    SELECT 1
    FROM merchants_6
    WHERE merchants_6._n <= $4::INTEGER AND (EXISTS (
      SELECT 1
      FROM (
        SELECT custodyassessment_9.shortfall AS shortfall
        FROM custody_assessment AS custodyassessment_9
        WHERE custodyassessment_9.superseded_at IS NULL AND custodyassessment_9.merchant_id = merchants_6.merchant_id ORDER BY custodyassessment_9.assessed_for DESC, custodyassessment_9.fact_id DESC, custodyassessment_9.merchant_id ASC
        LIMIT 1
      ) AS custody_10
      WHERE NOT merchants_6._a_own_district
    ))
  )) THEN '1' ELSE '0' END || CASE WHEN (EXISTS (
    SELECT 1
    FROM merchants_6
    WHERE merchants_6._n <= $4::INTEGER AND (EXISTS (
      SELECT 1
      FROM (
        SELECT riskstatus_11.code AS code, riskstatus_11.light AS light
        FROM risk_status AS riskstatus_11
        WHERE riskstatus_11.superseded_at IS NULL AND riskstatus_11.merchant_id = merchants_6.merchant_id ORDER BY riskstatus_11.since DESC, riskstatus_11.fact_id DESC, riskstatus_11.merchant_id ASC
        LIMIT 1
      ) AS risk_12
      WHERE NOT merchants_6._a_own_district
    ))
  )) THEN '1' ELSE '0' END AS marks, CAST(array((
    SELECT subjects.merchant_id
    FROM (
      SELECT merchants_6.merchant_id AS merchant_id
      FROM merchants_6
      WHERE merchants_6._n <= CASE WHEN ($4::INTEGER < 1) THEN 1 ELSE $4::INTEGER END UNION SELECT DISTINCT merchant_1.merchant_id AS merchant_id
      FROM merchant AS merchant_1
      WHERE merchant_1.superseded_at IS NULL AND (coalesce($1::VARCHAR COLLATE "C" != '' AND (merchant_1.district = $1::VARCHAR COLLATE "C" AND merchant_1.district_basis != 'registration' OR (EXISTS (
        SELECT 1
        FROM outlet AS outlet_2
        WHERE outlet_2.merchant_id = merchant_1.merchant_id AND outlet_2.district = $1::VARCHAR COLLATE "C" AND outlet_2.status = 'OPEN' AND outlet_2.superseded_at IS NULL
      ))), false) OR coalesce($1::VARCHAR COLLATE "C" != '' AND (merchant_1.district = $1::VARCHAR COLLATE "C" OR (EXISTS (
        SELECT 1
        FROM outlet AS outlet_3
        WHERE outlet_3.merchant_id = merchant_1.merchant_id AND outlet_3.district = $1::VARCHAR COLLATE "C" AND outlet_3.status = 'OPEN' AND outlet_3.superseded_at IS NULL
      ))), false)) AND (EXISTS (
        SELECT 1
        FROM (
          SELECT custodyassessment_4.verdict AS verdict
          FROM custody_assessment AS custodyassessment_4
          WHERE custodyassessment_4.superseded_at IS NULL AND custodyassessment_4.merchant_id = merchant_1.merchant_id ORDER BY custodyassessment_4.assessed_for DESC, custodyassessment_4.fact_id DESC, custodyassessment_4.merchant_id ASC
          LIMIT 1
        ) AS custody_5
        WHERE custody_5.verdict IS NOT NULL AND custody_5.verdict = any($2::TEXT[] COLLATE "C")
      )) ORDER BY merchant_id
    ) AS subjects
  )) AS BIGINT[]) AS subjects, false AS sealed
  WHERE EXISTS (
    SELECT 1
    FROM rights_epoch AS epoch_14
    WHERE epoch_14.policy = $5::VARCHAR COLLATE "C" AND ($6::BIGINT = 0 OR epoch_14.register = $6::BIGINT)
  )
),
recorded AS
(INSERT INTO access_record (stream, record_id, node_id, at, party, subject, purpose, case_number, operation, operation_digest, policy_version, families, outcome, merchants, merchant_ids, merchants_digest, sealed) SELECT $7::BIGINT AS anon_2, $8::BIGINT AS anon_3, $9::VARCHAR AS anon_4, $10::TIMESTAMP WITH TIME ZONE AS anon_5, $11::VARCHAR COLLATE "C" AS anon_6, $12::VARCHAR AS anon_7, $13::VARCHAR AS anon_8, $14::VARCHAR AS anon_9, $15::VARCHAR AS anon_10, $16::VARCHAR AS anon_11, $5::VARCHAR COLLATE "C" AS anon_12, CAST('["CONTACT","CUSTODYNEED","CUSTODYSTATUS","META","PUBLIC","RISKDETAIL"]' AS JSON) AS anon_13, 'ANSWERED' AS anon_14, coalesce(cardinality(told.subjects), 0) AS coalesce_1, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN coalesce(to_json(told.subjects), CAST('[]' AS JSON)) ELSE CAST('[]' AS JSON) END AS anon_15, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN NULL ELSE encode(sha256(convert_to('[' || array_to_string(told.subjects, ',') || ']', 'UTF8')), 'hex') END AS anon_16, told.sealed
FROM told RETURNING access_record.stream, access_record.record_id, access_record.merchants, access_record.merchant_ids),
recent AS
(INSERT INTO access_recent (stream, record_id, merchants) SELECT recorded.stream AS stream, recorded.record_id AS record_id, replace(replace(CAST(recorded.merchant_ids AS VARCHAR), '[', ','), ']', ',') AS replace_1
FROM recorded
WHERE recorded.merchants BETWEEN 1 AND 100)
SELECT row_to_json((
  SELECT r$ AS anon_17
  FROM (
    SELECT (
      SELECT r$ AS anon_18
      FROM (
        SELECT (
          SELECT count(*) AS count_1
          FROM merchant AS merchant_1
          WHERE merchant_1.superseded_at IS NULL AND (coalesce($1::VARCHAR COLLATE "C" != '' AND (merchant_1.district = $1::VARCHAR COLLATE "C" AND merchant_1.district_basis != 'registration' OR (EXISTS (
            SELECT 1
            FROM outlet AS outlet_2
            WHERE outlet_2.merchant_id = merchant_1.merchant_id AND outlet_2.district = $1::VARCHAR COLLATE "C" AND outlet_2.status = 'OPEN' AND outlet_2.superseded_at IS NULL
          ))), false) OR coalesce($1::VARCHAR COLLATE "C" != '' AND (merchant_1.district = $1::VARCHAR COLLATE "C" OR (EXISTS (
            SELECT 1
            FROM outlet AS outlet_3
            WHERE outlet_3.merchant_id = merchant_1.merchant_id AND outlet_3.district = $1::VARCHAR COLLATE "C" AND outlet_3.status = 'OPEN' AND outlet_3.superseded_at IS NULL
          ))), false)) AND (EXISTS (
            SELECT 1
            FROM (
              SELECT custodyassessment_4.verdict AS verdict
              FROM custody_assessment AS custodyassessment_4
              WHERE custodyassessment_4.superseded_at IS NULL AND custodyassessment_4.merchant_id = merchant_1.merchant_id ORDER BY custodyassessment_4.assessed_for DESC, custodyassessment_4.fact_id DESC, custodyassessment_4.merchant_id ASC
              LIMIT 1
            ) AS custody_5
            WHERE custody_5.verdict IS NOT NULL AND custody_5.verdict = any($2::TEXT[] COLLATE "C")
          ))
        ) AS "totalCount", array((
          SELECT r$ AS anon_19
          FROM (
            SELECT merchants_6.name AS name, CASE WHEN merchants_6._a_own_district THEN merchants_6.contact_phone END AS "contactPhone", (
              SELECT r$ AS anon_20
              FROM (
                SELECT CASE WHEN merchants_6._a_own_district THEN CAST(custody_10.shortfall * 0.01 AS TEXT) END AS shortfall, CASE WHEN merchants_6._a_own_district THEN custody_10.funding_due_on END AS "fundingDueOn"
                FROM (
                  SELECT custodyassessment_9.shortfall AS shortfall, custodyassessment_9.funding_due_on AS funding_due_on
                  FROM custody_assessment AS custodyassessment_9
                  WHERE custodyassessment_9.superseded_at IS NULL AND custodyassessment_9.merchant_id = merchants_6.merchant_id ORDER BY custodyassessment_9.assessed_for DESC, custodyassessment_9.fact_id DESC, custodyassessment_9.merchant_id ASC
                  LIMIT 1
                ) AS custody_10
              ) AS r$
            ) AS custody, (
              SELECT r$ AS anon_21
              FROM (
                SELECT risk_12.code AS code, CASE WHEN merchants_6._a_own_district THEN risk_12.light END AS light
                FROM (
                  SELECT riskstatus_11.code AS code, riskstatus_11.light AS light
                  FROM risk_status AS riskstatus_11
                  WHERE riskstatus_11.superseded_at IS NULL AND riskstatus_11.merchant_id = merchants_6.merchant_id ORDER BY riskstatus_11.since DESC, riskstatus_11.fact_id DESC, riskstatus_11.merchant_id ASC
                  LIMIT 1
                ) AS risk_12
              ) AS r$
            ) AS risk
            FROM (
              SELECT merchants_6.name AS name, merchants_6.contact_phone AS contact_phone, merchants_6.merchant_id AS merchant_id, merchants_6._a_own_district AS _a_own_district
              FROM merchants_6
              WHERE merchants_6._n <= $4::INTEGER ORDER BY merchants_6._n ASC
            ) AS merchants_6
          ) AS r$
        )) AS nodes, (
          SELECT r$ AS anon_22
          FROM (
            SELECT EXISTS (
              SELECT 1
              FROM merchants_6
              WHERE merchants_6._n > $4::INTEGER
            ) AS "hasNextPage", (
              SELECT merchants_6.node_id
              FROM merchants_6
              WHERE merchants_6._n <= $4::INTEGER ORDER BY merchants_6._n DESC
              LIMIT 1
            ) AS "endCursor"
          ) AS r$
        ) AS "pageInfo"
      ) AS r$
    ) AS merchants
  ) AS r$
)) AS body, told.marks AS marks, CASE WHEN (recorded.merchants > 100) THEN to_json(array((
  SELECT told.subjects[place] AS anon_23
  FROM generate_series(recorded.merchants / 100, recorded.merchants, recorded.merchants / 100) AS place
))) ELSE CASE WHEN (told.subjects IS NOT NULL) THEN recorded.merchant_ids END END AS subjects, told.sealed AS sealed
FROM told, recorded
-- bound: 1: district, 2: v0, 3: v2, 4: v1, 5: policy, 6: register, 7: proof_stream, 8: proof_record_id, 9: proof_node_id, 10: proof_at, 11: party, 12: proof_subject, 13: proof_purpose, 14: proof_case_number, 15: proof_operation, 16: proof_operation_digest
