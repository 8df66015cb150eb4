-- SQLAlchemy 2.1
WITH merchant_2 AS MATERIALIZED
(
  SELECT merchant_1.name AS name, coalesce((
    SELECT assessment_19.verdict
    FROM custody_assessment AS assessment_19
    WHERE assessment_19.merchant_id = merchant_1.merchant_id AND assessment_19.superseded_at IS NULL ORDER BY assessment_19.assessed_for DESC, assessment_19.fact_id DESC
    LIMIT 1
  ) = 'SHORTFALL' OR (EXISTS (
    SELECT 1
    FROM listing AS listing_20
    WHERE listing_20.merchant_id = merchant_1.merchant_id AND listing_20.kind = 'SERIOUS_DISHONESTY' AND listing_20.listed_on <= $1::DATE AND (listing_20.removed_on IS NULL OR listing_20.removed_on > $1::DATE) AND listing_20.superseded_at IS NULL
  )), false) AS _a_in_shortfall
  FROM merchant AS merchant_1
  WHERE merchant_1.superseded_at IS NULL AND merchant_1.merchant_id = $2::BIGINT AND merchant_1.uscc = $3::VARCHAR COLLATE "C"
),
told AS MATERIALIZED
(
  SELECT '' || CASE WHEN (EXISTS (
    SELECT 1
    FROM merchant_2
    WHERE merchant_2._a_in_shortfall AND (EXISTS (
      SELECT 1
      FROM (
        SELECT custodyaccount_3.account_number AS account_number
        FROM custody_account AS custodyaccount_3
        WHERE custodyaccount_3.superseded_at IS NULL AND custodyaccount_3.merchant_id = $2::BIGINT ORDER BY custodyaccount_3.opened_on DESC NULLS LAST, custodyaccount_3.fact_id DESC, custodyaccount_3.merchant_id ASC
      ) AS custodyaccounts_4
      WHERE merchant_2._a_in_shortfall
    ))
  )) THEN '1' ELSE '0' END || CASE WHEN (EXISTS (
    SELECT 1
    FROM merchant_2
    WHERE merchant_2._a_in_shortfall AND (EXISTS (
      SELECT 1
      FROM (
        SELECT custodyaccount_3.account_number AS account_number
        FROM custody_account AS custodyaccount_3
        WHERE custodyaccount_3.superseded_at IS NULL AND custodyaccount_3.merchant_id = $2::BIGINT ORDER BY custodyaccount_3.opened_on DESC NULLS LAST, custodyaccount_3.fact_id DESC, custodyaccount_3.merchant_id ASC
      ) AS custodyaccounts_4
      WHERE NOT merchant_2._a_in_shortfall
    ))
  )) THEN '1' ELSE '0' END || CASE WHEN (EXISTS (
    SELECT 1
    FROM merchant_2
    WHERE NOT merchant_2._a_in_shortfall
  )) THEN '1' ELSE '0' END || CASE WHEN (EXISTS (
    SELECT 1
    FROM merchant_2
    WHERE NOT merchant_2._a_in_shortfall
  )) THEN '1' ELSE '0' END AS marks, CAST(array((
    SELECT subjects.merchant_id
    FROM (
      SELECT $2::BIGINT AS merchant_id
      FROM merchant_2 ORDER BY merchant_id
    ) AS subjects
  )) AS BIGINT[]) AS subjects, false AS sealed
  WHERE EXISTS (
    SELECT 1
    FROM rights_epoch AS epoch_18
    WHERE epoch_18.policy = $4::VARCHAR COLLATE "C" AND ($5::BIGINT = 0 OR epoch_18.register = $5::BIGINT)
  )
),
recorded AS
(INSERT INTO access_record (stream, record_id, node_id, at, party, subject, purpose, case_number, operation, operation_digest, policy_version, families, outcome, merchants, merchant_ids, merchants_digest, sealed) SELECT $6::BIGINT AS anon_1, $7::BIGINT AS anon_2, $8::VARCHAR AS anon_3, $9::TIMESTAMP WITH TIME ZONE AS anon_4, $10::VARCHAR COLLATE "C" AS anon_5, $11::VARCHAR AS anon_6, $12::VARCHAR AS anon_7, $13::VARCHAR AS anon_8, $14::VARCHAR AS anon_9, $15::VARCHAR AS anon_10, $4::VARCHAR COLLATE "C" AS anon_11, CAST('["ACCOUNTS","GUARANTEES","META","PUBLIC"]' AS JSON) AS anon_12, 'ANSWERED' AS anon_13, coalesce(cardinality(told.subjects), 0) AS coalesce_1, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN coalesce(to_json(told.subjects), CAST('[]' AS JSON)) ELSE CAST('[]' AS JSON) END AS anon_14, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN NULL ELSE encode(sha256(convert_to('[' || array_to_string(told.subjects, ',') || ']', 'UTF8')), 'hex') END AS anon_15, told.sealed
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
        SELECT merchant_2.name AS name, CASE WHEN merchant_2._a_in_shortfall THEN array((
          SELECT r$ AS anon_18
          FROM (
            SELECT CASE WHEN merchant_2._a_in_shortfall THEN CASE WHEN (custodyaccounts_4.account_number IS NULL) THEN NULL WHEN (length(custodyaccounts_4.account_number) <= 7) THEN '***' ELSE substr(custodyaccounts_4.account_number, 1, 0) || '****' || substr(custodyaccounts_4.account_number, (length(custodyaccounts_4.account_number) - 4) + 1) END END AS "accountNumber", (
              SELECT r$ AS anon_19
              FROM (
                SELECT bank_7.code AS code
                FROM (
                  SELECT institution_5.code AS code
                  FROM institution AS institution_5
                  WHERE (institution_5.superseded_at IS NULL OR NOT (EXISTS (
                    SELECT 1
                    FROM institution AS institution_known_6
                    WHERE institution_known_6.fact_id = institution_5.fact_id AND institution_known_6.recorded_at > institution_5.recorded_at
                  ))) AND institution_5.code = custodyaccounts_4.bank AND merchant_2._a_in_shortfall
                ) AS bank_7
              ) AS r$
            ) AS bank, CAST((
              SELECT balance_8.balance
              FROM custody_balance AS balance_8
              WHERE balance_8.merchant_id = $2::BIGINT AND balance_8.account_id = custodyaccounts_4.fact_id AND balance_8.superseded_at IS NULL ORDER BY balance_8.day DESC
              LIMIT 1
            ) * 0.01 AS TEXT) AS balance, (
              SELECT balance_9.day
              FROM custody_balance AS balance_9
              WHERE balance_9.merchant_id = $2::BIGINT AND balance_9.account_id = custodyaccounts_4.fact_id AND balance_9.superseded_at IS NULL ORDER BY balance_9.day DESC
              LIMIT 1
            ) AS "balanceOn", (
              WITH balances_11 AS MATERIALIZED
              (
                SELECT custodybalance_10.day AS day, custodybalance_10.balance AS balance, row_number() OVER (ORDER BY custodybalance_10.day ASC, custodybalance_10.fact_id ASC, custodybalance_10.merchant_id DESC) AS _n
                FROM custody_balance AS custodybalance_10
                WHERE custodybalance_10.superseded_at IS NULL AND custodybalance_10.merchant_id = $2::BIGINT AND custodybalance_10.account_id = custodyaccounts_4.fact_id ORDER BY custodybalance_10.day ASC, custodybalance_10.fact_id ASC, custodybalance_10.merchant_id DESC
                LIMIT $16::INTEGER
              )
              SELECT r$ AS anon_20
              FROM (
                SELECT array((
                  SELECT r$ AS anon_21
                  FROM (
                    SELECT balances_11.day AS day, CAST(balances_11.balance * 0.01 AS TEXT) AS balance
                    FROM (
                      SELECT balances_11.day AS day, balances_11.balance AS balance
                      FROM balances_11
                      WHERE balances_11._n <= $17::INTEGER ORDER BY balances_11._n DESC
                    ) AS balances_11
                  ) AS r$
                )) AS nodes, (
                  SELECT count(*) AS count_1
                  FROM custody_balance AS custodybalance_10
                  WHERE custodybalance_10.superseded_at IS NULL AND custodybalance_10.merchant_id = $2::BIGINT AND custodybalance_10.account_id = custodyaccounts_4.fact_id
                ) AS "totalCount"
              ) AS r$
            ) AS balances
            FROM (
              SELECT custodyaccount_3.account_number AS account_number, custodyaccount_3.bank AS bank, custodyaccount_3.fact_id AS fact_id
              FROM custody_account AS custodyaccount_3
              WHERE custodyaccount_3.superseded_at IS NULL AND custodyaccount_3.merchant_id = $2::BIGINT ORDER BY custodyaccount_3.opened_on DESC NULLS LAST, custodyaccount_3.fact_id DESC, custodyaccount_3.merchant_id ASC
            ) AS custodyaccounts_4
          ) AS r$
        )) END AS "custodyAccounts", CASE WHEN merchant_2._a_in_shortfall THEN array((
          SELECT r$ AS anon_22
          FROM (
            SELECT guarantees_13.number AS number, CAST((
              SELECT coalesce(sum(claim_14.amount), 0) AS coalesce_2
              FROM guarantee_claim AS claim_14
              WHERE claim_14.merchant_id = $2::BIGINT AND claim_14.guarantee_id = guarantees_13.fact_id AND claim_14.paid_on IS NOT NULL AND claim_14.superseded_at IS NULL
            ) * 0.01 AS TEXT) AS "claimsPaid", (
              SELECT r$ AS anon_23
              FROM (
                SELECT issuer_17.code AS code
                FROM (
                  SELECT institution_15.code AS code
                  FROM institution AS institution_15
                  WHERE (institution_15.superseded_at IS NULL OR NOT (EXISTS (
                    SELECT 1
                    FROM institution AS institution_known_16
                    WHERE institution_known_16.fact_id = institution_15.fact_id AND institution_known_16.recorded_at > institution_15.recorded_at
                  ))) AND institution_15.code = guarantees_13.issuer AND merchant_2._a_in_shortfall
                ) AS issuer_17
              ) AS r$
            ) AS issuer
            FROM (
              SELECT guarantee_12.number AS number, guarantee_12.fact_id AS fact_id, guarantee_12.issuer AS issuer
              FROM guarantee AS guarantee_12
              WHERE guarantee_12.superseded_at IS NULL AND guarantee_12.merchant_id = $2::BIGINT ORDER BY guarantee_12.valid_until DESC, guarantee_12.fact_id DESC, guarantee_12.merchant_id ASC
            ) AS guarantees_13
          ) AS r$
        )) END AS guarantees
        FROM merchant_2
      ) AS r$
    ) AS merchant
  ) AS r$
)) AS body, told.marks AS marks, CASE WHEN (recorded.merchants > 100) THEN to_json(array((
  SELECT told.subjects[place] AS anon_24
  FROM generate_series(recorded.merchants / 100, recorded.merchants, recorded.merchants / 100) AS place
))) ELSE CASE WHEN (told.subjects IS NOT NULL) THEN recorded.merchant_ids END END AS subjects, told.sealed AS sealed
FROM told, recorded
-- bound: 1: today, 2: v0, 3: v1, 4: policy, 5: register, 6: proof_stream, 7: proof_record_id, 8: proof_node_id, 9: proof_at, 10: party, 11: proof_subject, 12: proof_purpose, 13: proof_case_number, 14: proof_operation, 15: proof_operation_digest, 16: v3, 17: v2
