-- SQLAlchemy 2.1
WITH cursor_5 AS MATERIALIZED
(
  SELECT CASE WHEN coalesce(merchant_6.industry_key = any($1::TEXT[] COLLATE "C") AND ($2::VARCHAR COLLATE "C" = '' OR $2::VARCHAR COLLATE "C" != '' AND (merchant_6.district = $2::VARCHAR COLLATE "C" AND merchant_6.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_8
    WHERE outlet_8.merchant_id = merchant_6.merchant_id AND outlet_8.district = $2::VARCHAR COLLATE "C" AND outlet_8.status = 'OPEN' AND outlet_8.superseded_at IS NULL
  )))), false) THEN (
    SELECT cardreport_7.prepaid_balance
    FROM card_report AS cardreport_7
    WHERE cardreport_7.superseded_at IS NULL AND cardreport_7.merchant_id = merchant_6.merchant_id ORDER BY cardreport_7.reported_for DESC, cardreport_7.fact_id DESC, cardreport_7.merchant_id ASC
    LIMIT 1
  ) END AS k0, merchant_6.name AS k1, merchant_6.uscc AS k2
  FROM merchant AS merchant_6
  WHERE merchant_6.superseded_at IS NULL AND merchant_6.node_id = $3::VARCHAR
),
merchants_2 AS MATERIALIZED
(
  SELECT merchant_1.node_id AS node_id, merchant_1.name AS name, merchant_1.merchant_id AS merchant_id, coalesce(merchant_1.industry_key = any($1::TEXT[] COLLATE "C") AND ($2::VARCHAR COLLATE "C" = '' OR $2::VARCHAR COLLATE "C" != '' AND (merchant_1.district = $2::VARCHAR COLLATE "C" AND merchant_1.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_12
    WHERE outlet_12.merchant_id = merchant_1.merchant_id AND outlet_12.district = $2::VARCHAR COLLATE "C" AND outlet_12.status = 'OPEN' AND outlet_12.superseded_at IS NULL OFFSET 0
  )))), false) AS _a_own_industry, row_number() OVER (ORDER BY CASE WHEN coalesce(merchant_1.industry_key = any($1::TEXT[] COLLATE "C") AND ($2::VARCHAR COLLATE "C" = '' OR $2::VARCHAR COLLATE "C" != '' AND (merchant_1.district = $2::VARCHAR COLLATE "C" AND merchant_1.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_4
    WHERE outlet_4.merchant_id = merchant_1.merchant_id AND outlet_4.district = $2::VARCHAR COLLATE "C" AND outlet_4.status = 'OPEN' AND outlet_4.superseded_at IS NULL
  )))), false) THEN (
    SELECT cardreport_3.prepaid_balance
    FROM card_report AS cardreport_3
    WHERE cardreport_3.superseded_at IS NULL AND cardreport_3.merchant_id = merchant_1.merchant_id ORDER BY cardreport_3.reported_for DESC, cardreport_3.fact_id DESC, cardreport_3.merchant_id ASC
    LIMIT 1
  ) END ASC NULLS FIRST, merchant_1.name DESC, merchant_1.uscc DESC) AS _n
  FROM merchant AS merchant_1
  WHERE merchant_1.superseded_at IS NULL AND (CASE WHEN coalesce(merchant_1.industry_key = any($1::TEXT[] COLLATE "C") AND ($2::VARCHAR COLLATE "C" = '' OR $2::VARCHAR COLLATE "C" != '' AND (merchant_1.district = $2::VARCHAR COLLATE "C" AND merchant_1.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_4
    WHERE outlet_4.merchant_id = merchant_1.merchant_id AND outlet_4.district = $2::VARCHAR COLLATE "C" AND outlet_4.status = 'OPEN' AND outlet_4.superseded_at IS NULL
  )))), false) THEN (
    SELECT cardreport_3.prepaid_balance
    FROM card_report AS cardreport_3
    WHERE cardreport_3.superseded_at IS NULL AND cardreport_3.merchant_id = merchant_1.merchant_id ORDER BY cardreport_3.reported_for DESC, cardreport_3.fact_id DESC, cardreport_3.merchant_id ASC
    LIMIT 1
  ) END > (
    SELECT cursor_5.k0
    FROM cursor_5
  ) OR (
    SELECT cursor_5.k0
    FROM cursor_5
  ) IS NULL AND CASE WHEN coalesce(merchant_1.industry_key = any($1::TEXT[] COLLATE "C") AND ($2::VARCHAR COLLATE "C" = '' OR $2::VARCHAR COLLATE "C" != '' AND (merchant_1.district = $2::VARCHAR COLLATE "C" AND merchant_1.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_4
    WHERE outlet_4.merchant_id = merchant_1.merchant_id AND outlet_4.district = $2::VARCHAR COLLATE "C" AND outlet_4.status = 'OPEN' AND outlet_4.superseded_at IS NULL
  )))), false) THEN (
    SELECT cardreport_3.prepaid_balance
    FROM card_report AS cardreport_3
    WHERE cardreport_3.superseded_at IS NULL AND cardreport_3.merchant_id = merchant_1.merchant_id ORDER BY cardreport_3.reported_for DESC, cardreport_3.fact_id DESC, cardreport_3.merchant_id ASC
    LIMIT 1
  ) END IS NOT NULL OR (CASE WHEN coalesce(merchant_1.industry_key = any($1::TEXT[] COLLATE "C") AND ($2::VARCHAR COLLATE "C" = '' OR $2::VARCHAR COLLATE "C" != '' AND (merchant_1.district = $2::VARCHAR COLLATE "C" AND merchant_1.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_4
    WHERE outlet_4.merchant_id = merchant_1.merchant_id AND outlet_4.district = $2::VARCHAR COLLATE "C" AND outlet_4.status = 'OPEN' AND outlet_4.superseded_at IS NULL
  )))), false) THEN (
    SELECT cardreport_3.prepaid_balance
    FROM card_report AS cardreport_3
    WHERE cardreport_3.superseded_at IS NULL AND cardreport_3.merchant_id = merchant_1.merchant_id ORDER BY cardreport_3.reported_for DESC, cardreport_3.fact_id DESC, cardreport_3.merchant_id ASC
    LIMIT 1
  ) END = (
    SELECT cursor_5.k0
    FROM cursor_5
  ) OR CASE WHEN coalesce(merchant_1.industry_key = any($1::TEXT[] COLLATE "C") AND ($2::VARCHAR COLLATE "C" = '' OR $2::VARCHAR COLLATE "C" != '' AND (merchant_1.district = $2::VARCHAR COLLATE "C" AND merchant_1.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_4
    WHERE outlet_4.merchant_id = merchant_1.merchant_id AND outlet_4.district = $2::VARCHAR COLLATE "C" AND outlet_4.status = 'OPEN' AND outlet_4.superseded_at IS NULL
  )))), false) THEN (
    SELECT cardreport_3.prepaid_balance
    FROM card_report AS cardreport_3
    WHERE cardreport_3.superseded_at IS NULL AND cardreport_3.merchant_id = merchant_1.merchant_id ORDER BY cardreport_3.reported_for DESC, cardreport_3.fact_id DESC, cardreport_3.merchant_id ASC
    LIMIT 1
  ) END IS NULL AND (
    SELECT cursor_5.k0
    FROM cursor_5
  ) IS NULL) AND merchant_1.name < (
    SELECT cursor_5.k1
    FROM cursor_5
  ) OR (CASE WHEN coalesce(merchant_1.industry_key = any($1::TEXT[] COLLATE "C") AND ($2::VARCHAR COLLATE "C" = '' OR $2::VARCHAR COLLATE "C" != '' AND (merchant_1.district = $2::VARCHAR COLLATE "C" AND merchant_1.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_4
    WHERE outlet_4.merchant_id = merchant_1.merchant_id AND outlet_4.district = $2::VARCHAR COLLATE "C" AND outlet_4.status = 'OPEN' AND outlet_4.superseded_at IS NULL
  )))), false) THEN (
    SELECT cardreport_3.prepaid_balance
    FROM card_report AS cardreport_3
    WHERE cardreport_3.superseded_at IS NULL AND cardreport_3.merchant_id = merchant_1.merchant_id ORDER BY cardreport_3.reported_for DESC, cardreport_3.fact_id DESC, cardreport_3.merchant_id ASC
    LIMIT 1
  ) END = (
    SELECT cursor_5.k0
    FROM cursor_5
  ) OR CASE WHEN coalesce(merchant_1.industry_key = any($1::TEXT[] COLLATE "C") AND ($2::VARCHAR COLLATE "C" = '' OR $2::VARCHAR COLLATE "C" != '' AND (merchant_1.district = $2::VARCHAR COLLATE "C" AND merchant_1.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_4
    WHERE outlet_4.merchant_id = merchant_1.merchant_id AND outlet_4.district = $2::VARCHAR COLLATE "C" AND outlet_4.status = 'OPEN' AND outlet_4.superseded_at IS NULL
  )))), false) THEN (
    SELECT cardreport_3.prepaid_balance
    FROM card_report AS cardreport_3
    WHERE cardreport_3.superseded_at IS NULL AND cardreport_3.merchant_id = merchant_1.merchant_id ORDER BY cardreport_3.reported_for DESC, cardreport_3.fact_id DESC, cardreport_3.merchant_id ASC
    LIMIT 1
  ) END IS NULL AND (
    SELECT cursor_5.k0
    FROM cursor_5
  ) IS NULL) AND merchant_1.name = (
    SELECT cursor_5.k1
    FROM cursor_5
  ) AND merchant_1.uscc < (
    SELECT cursor_5.k2
    FROM cursor_5
  )) ORDER BY CASE WHEN coalesce(merchant_1.industry_key = any($1::TEXT[] COLLATE "C") AND ($2::VARCHAR COLLATE "C" = '' OR $2::VARCHAR COLLATE "C" != '' AND (merchant_1.district = $2::VARCHAR COLLATE "C" AND merchant_1.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_4
    WHERE outlet_4.merchant_id = merchant_1.merchant_id AND outlet_4.district = $2::VARCHAR COLLATE "C" AND outlet_4.status = 'OPEN' AND outlet_4.superseded_at IS NULL
  )))), false) THEN (
    SELECT cardreport_3.prepaid_balance
    FROM card_report AS cardreport_3
    WHERE cardreport_3.superseded_at IS NULL AND cardreport_3.merchant_id = merchant_1.merchant_id ORDER BY cardreport_3.reported_for DESC, cardreport_3.fact_id DESC, cardreport_3.merchant_id ASC
    LIMIT 1
  ) END ASC NULLS FIRST, merchant_1.name DESC, merchant_1.uscc DESC
  LIMIT $4::INTEGER
),
told AS MATERIALIZED
(
  SELECT '' || CASE WHEN (NOT (EXISTS (
    SELECT 1
    FROM cursor_5
  ))) THEN '1' ELSE '0' END || CASE WHEN (EXISTS (
    SELECT 1
    FROM merchants_2
    WHERE merchants_2._n <= $5::INTEGER AND NOT merchants_2._a_own_industry
  )) THEN '1' ELSE '0' END AS marks, CAST(array((
    SELECT subjects.merchant_id
    FROM (
      SELECT merchants_2.merchant_id AS merchant_id
      FROM merchants_2
      WHERE merchants_2._n <= CASE WHEN ($5::INTEGER < 1) THEN 1 ELSE $5::INTEGER END UNION SELECT DISTINCT merchant_1.merchant_id AS merchant_id
      FROM merchant AS merchant_1
      WHERE merchant_1.superseded_at IS NULL ORDER BY merchant_id
    ) AS subjects
  )) AS BIGINT[]) AS subjects, false AS sealed
  WHERE EXISTS (
    SELECT 1
    FROM rights_epoch AS epoch_11
    WHERE epoch_11.policy = $6::VARCHAR COLLATE "C" AND ($7::BIGINT = 0 OR epoch_11.register = $7::BIGINT)
  )
),
recorded AS
(INSERT INTO access_record (stream, record_id, node_id, at, party, subject, purpose, case_number, operation, operation_digest, policy_version, families, outcome, merchants, merchant_ids, merchants_digest, sealed) SELECT $8::BIGINT AS anon_1, $9::BIGINT AS anon_2, $10::VARCHAR AS anon_3, $11::TIMESTAMP WITH TIME ZONE AS anon_4, $12::VARCHAR COLLATE "C" AS anon_5, $13::VARCHAR AS anon_6, $14::VARCHAR AS anon_7, $15::VARCHAR AS anon_8, $16::VARCHAR AS anon_9, $17::VARCHAR AS anon_10, $6::VARCHAR COLLATE "C" AS anon_11, CAST('["CARDS","META","PUBLIC"]' AS JSON) AS anon_12, CASE WHEN (strpos(substr(told.marks, 1, 1), '1') > 0) THEN 'REFUSED' ELSE 'ANSWERED' END AS anon_13, coalesce(cardinality(told.subjects), 0) AS coalesce_1, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN coalesce(to_json(told.subjects), CAST('[]' AS JSON)) ELSE CAST('[]' AS JSON) END AS anon_14, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN NULL ELSE encode(sha256(convert_to('[' || array_to_string(told.subjects, ',') || ']', 'UTF8')), 'hex') END AS anon_15, told.sealed
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
            SELECT merchants_2.node_id AS cursor, (
              SELECT r$ AS anon_19
              FROM (
                SELECT merchants_2.name AS name, CASE WHEN merchants_2._a_own_industry THEN (
                  SELECT r$ AS anon_20
                  FROM (
                    SELECT CAST(latestcardreport_10.prepaid_balance * 0.01 AS TEXT) AS "prepaidBalance"
                    FROM (
                      SELECT cardreport_9.prepaid_balance AS prepaid_balance
                      FROM card_report AS cardreport_9
                      WHERE cardreport_9.superseded_at IS NULL AND cardreport_9.merchant_id = merchants_2.merchant_id ORDER BY cardreport_9.reported_for DESC, cardreport_9.fact_id DESC, cardreport_9.merchant_id ASC
                      LIMIT 1
                    ) AS latestcardreport_10
                  ) AS r$
                ) END AS "latestCardReport"
              ) AS r$
            ) AS node
            FROM (
              SELECT merchants_2.node_id AS node_id, merchants_2.name AS name, merchants_2.merchant_id AS merchant_id, merchants_2._a_own_industry AS _a_own_industry
              FROM merchants_2
              WHERE merchants_2._n <= $5::INTEGER ORDER BY merchants_2._n DESC
            ) AS merchants_2
          ) AS r$
        )) AS edges, (
          SELECT r$ AS anon_21
          FROM (
            SELECT true AS "hasNextPage", EXISTS (
              SELECT 1
              FROM merchants_2
              WHERE merchants_2._n > $5::INTEGER
            ) AS "hasPreviousPage", (
              SELECT merchants_2.node_id
              FROM merchants_2
              WHERE merchants_2._n <= $5::INTEGER ORDER BY merchants_2._n DESC
              LIMIT 1
            ) AS "startCursor", (
              SELECT merchants_2.node_id
              FROM merchants_2
              WHERE merchants_2._n <= $5::INTEGER ORDER BY merchants_2._n ASC
              LIMIT 1
            ) AS "endCursor"
          ) AS r$
        ) AS "pageInfo", (
          SELECT count(*) AS count_1
          FROM merchant AS merchant_1
          WHERE merchant_1.superseded_at IS NULL
        ) AS "totalCount"
      ) AS r$
    ) AS merchants
  ) AS r$
)) AS body, told.marks AS marks, CASE WHEN (recorded.merchants > 100) THEN to_json(array((
  SELECT told.subjects[place] AS anon_22
  FROM generate_series(recorded.merchants / 100, recorded.merchants, recorded.merchants / 100) AS place
))) ELSE CASE WHEN (told.subjects IS NOT NULL) THEN recorded.merchant_ids END END AS subjects, told.sealed AS sealed
FROM told, recorded
-- bound: 1: industries, 2: district, 3: v2, 4: v1, 5: v0, 6: policy, 7: register, 8: proof_stream, 9: proof_record_id, 10: proof_node_id, 11: proof_at, 12: party, 13: proof_subject, 14: proof_purpose, 15: proof_case_number, 16: proof_operation, 17: proof_operation_digest
