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
    WHERE listing_20.merchant_id = merchant_1.merchant_id AND listing_20.kind = 'SERIOUS_DISHONESTY' AND listing_20.listed_on <= ? AND (listing_20.removed_on IS NULL OR listing_20.removed_on > ?) AND listing_20.superseded_at IS NULL
  )), 0) AS _a_in_shortfall
  FROM merchant AS merchant_1
  WHERE merchant_1.superseded_at IS NULL AND merchant_1.merchant_id = ? AND merchant_1.uscc = ?
)
SELECT CAST(json_object('merchant', (
  SELECT json_object('name', merchant_2.name, 'custodyAccounts', CASE WHEN merchant_2._a_in_shortfall THEN (
    SELECT json_group_array(json_object('accountNumber', CASE WHEN merchant_2._a_in_shortfall THEN CASE WHEN (custodyaccounts_4.account_number IS NULL) THEN NULL WHEN (length(custodyaccounts_4.account_number) <= 7) THEN '***' ELSE substr(custodyaccounts_4.account_number, 1, 0) || '****' || substr(custodyaccounts_4.account_number, (length(custodyaccounts_4.account_number) - 4) + 1) END END, 'bank', (
      SELECT json_object('code', bank_7.code) AS json_object_2
      FROM (
        SELECT institution_5.code AS code
        FROM institution AS institution_5
        WHERE (institution_5.superseded_at IS NULL OR NOT (EXISTS (
          SELECT 1
          FROM institution AS institution_known_6
          WHERE institution_known_6.fact_id = institution_5.fact_id AND institution_known_6.recorded_at > institution_5.recorded_at
        ))) AND institution_5.code = custodyaccounts_4.bank AND merchant_2._a_in_shortfall = 1
      ) AS bank_7
    ), 'balance', CASE WHEN ((
      SELECT balance_8.balance
      FROM custody_balance AS balance_8
      WHERE balance_8.merchant_id = ? AND balance_8.account_id = custodyaccounts_4.fact_id AND balance_8.superseded_at IS NULL ORDER BY balance_8.day DESC
      LIMIT 1
    ) >= 0) THEN printf('%d.%02d', (
      SELECT balance_8.balance
      FROM custody_balance AS balance_8
      WHERE balance_8.merchant_id = ? AND balance_8.account_id = custodyaccounts_4.fact_id AND balance_8.superseded_at IS NULL ORDER BY balance_8.day DESC
      LIMIT 1
    ) / 100, (
      SELECT balance_8.balance
      FROM custody_balance AS balance_8
      WHERE balance_8.merchant_id = ? AND balance_8.account_id = custodyaccounts_4.fact_id AND balance_8.superseded_at IS NULL ORDER BY balance_8.day DESC
      LIMIT 1
    ) % 100) WHEN ((
      SELECT balance_8.balance
      FROM custody_balance AS balance_8
      WHERE balance_8.merchant_id = ? AND balance_8.account_id = custodyaccounts_4.fact_id AND balance_8.superseded_at IS NULL ORDER BY balance_8.day DESC
      LIMIT 1
    ) < 0) THEN printf('-%d.%02d', -((
      SELECT balance_8.balance
      FROM custody_balance AS balance_8
      WHERE balance_8.merchant_id = ? AND balance_8.account_id = custodyaccounts_4.fact_id AND balance_8.superseded_at IS NULL ORDER BY balance_8.day DESC
      LIMIT 1
    ) / 100), -((
      SELECT balance_8.balance
      FROM custody_balance AS balance_8
      WHERE balance_8.merchant_id = ? AND balance_8.account_id = custodyaccounts_4.fact_id AND balance_8.superseded_at IS NULL ORDER BY balance_8.day DESC
      LIMIT 1
    ) % 100)) END, 'balanceOn', (
      SELECT balance_9.day
      FROM custody_balance AS balance_9
      WHERE balance_9.merchant_id = ? AND balance_9.account_id = custodyaccounts_4.fact_id AND balance_9.superseded_at IS NULL ORDER BY balance_9.day DESC
      LIMIT 1
    ), 'balances', (
      WITH balances_11 AS MATERIALIZED
      (
        SELECT custodybalance_10.day AS day, custodybalance_10.balance AS balance, row_number() OVER (ORDER BY custodybalance_10.day ASC, custodybalance_10.fact_id ASC, custodybalance_10.merchant_id DESC) AS _n
        FROM custody_balance AS custodybalance_10
        WHERE custodybalance_10.superseded_at IS NULL AND custodybalance_10.merchant_id = ? AND custodybalance_10.account_id = custodyaccounts_4.fact_id ORDER BY custodybalance_10.day ASC, custodybalance_10.fact_id ASC, custodybalance_10.merchant_id DESC
        LIMIT CAST(? AS INTEGER)
      )
      SELECT json_object('nodes', (
        SELECT json_group_array(json_object('day', balances_11.day, 'balance', CASE WHEN (balances_11.balance >= 0) THEN printf('%d.%02d', balances_11.balance / 100, balances_11.balance % 100) WHEN (balances_11.balance < 0) THEN printf('-%d.%02d', -(balances_11.balance / 100), -(balances_11.balance % 100)) END)) AS json_group_array_2
        FROM (
          SELECT balances_11.day AS day, balances_11.balance AS balance
          FROM balances_11
          WHERE balances_11._n <= CAST(? AS INTEGER) ORDER BY balances_11._n DESC
        ) AS balances_11
      ), 'totalCount', (
        SELECT count(*) AS count_1
        FROM custody_balance AS custodybalance_10
        WHERE custodybalance_10.superseded_at IS NULL AND custodybalance_10.merchant_id = ? AND custodybalance_10.account_id = custodyaccounts_4.fact_id
      )) AS json_object_3
    ))) AS json_group_array_1
    FROM (
      SELECT custodyaccount_3.account_number AS account_number, custodyaccount_3.bank AS bank, custodyaccount_3.fact_id AS fact_id
      FROM custody_account AS custodyaccount_3
      WHERE custodyaccount_3.superseded_at IS NULL AND custodyaccount_3.merchant_id = ? ORDER BY custodyaccount_3.opened_on DESC NULLS LAST, custodyaccount_3.fact_id DESC, custodyaccount_3.merchant_id ASC
    ) AS custodyaccounts_4
  ) END, 'guarantees', CASE WHEN merchant_2._a_in_shortfall THEN (
    SELECT json_group_array(json_object('number', guarantees_13.number, 'claimsPaid', CASE WHEN ((
      SELECT coalesce(sum(claim_14.amount), 0) AS coalesce_1
      FROM guarantee_claim AS claim_14
      WHERE claim_14.merchant_id = ? AND claim_14.guarantee_id = guarantees_13.fact_id AND claim_14.paid_on IS NOT NULL AND claim_14.superseded_at IS NULL
    ) >= 0) THEN printf('%d.%02d', (
      SELECT coalesce(sum(claim_14.amount), 0) AS coalesce_1
      FROM guarantee_claim AS claim_14
      WHERE claim_14.merchant_id = ? AND claim_14.guarantee_id = guarantees_13.fact_id AND claim_14.paid_on IS NOT NULL AND claim_14.superseded_at IS NULL
    ) / 100, (
      SELECT coalesce(sum(claim_14.amount), 0) AS coalesce_1
      FROM guarantee_claim AS claim_14
      WHERE claim_14.merchant_id = ? AND claim_14.guarantee_id = guarantees_13.fact_id AND claim_14.paid_on IS NOT NULL AND claim_14.superseded_at IS NULL
    ) % 100) WHEN ((
      SELECT coalesce(sum(claim_14.amount), 0) AS coalesce_1
      FROM guarantee_claim AS claim_14
      WHERE claim_14.merchant_id = ? AND claim_14.guarantee_id = guarantees_13.fact_id AND claim_14.paid_on IS NOT NULL AND claim_14.superseded_at IS NULL
    ) < 0) THEN printf('-%d.%02d', -((
      SELECT coalesce(sum(claim_14.amount), 0) AS coalesce_1
      FROM guarantee_claim AS claim_14
      WHERE claim_14.merchant_id = ? AND claim_14.guarantee_id = guarantees_13.fact_id AND claim_14.paid_on IS NOT NULL AND claim_14.superseded_at IS NULL
    ) / 100), -((
      SELECT coalesce(sum(claim_14.amount), 0) AS coalesce_1
      FROM guarantee_claim AS claim_14
      WHERE claim_14.merchant_id = ? AND claim_14.guarantee_id = guarantees_13.fact_id AND claim_14.paid_on IS NOT NULL AND claim_14.superseded_at IS NULL
    ) % 100)) END, 'issuer', (
      SELECT json_object('code', issuer_17.code) AS json_object_4
      FROM (
        SELECT institution_15.code AS code
        FROM institution AS institution_15
        WHERE (institution_15.superseded_at IS NULL OR NOT (EXISTS (
          SELECT 1
          FROM institution AS institution_known_16
          WHERE institution_known_16.fact_id = institution_15.fact_id AND institution_known_16.recorded_at > institution_15.recorded_at
        ))) AND institution_15.code = guarantees_13.issuer AND merchant_2._a_in_shortfall = 1
      ) AS issuer_17
    ))) AS json_group_array_3
    FROM (
      SELECT guarantee_12.number AS number, guarantee_12.fact_id AS fact_id, guarantee_12.issuer AS issuer
      FROM guarantee AS guarantee_12
      WHERE guarantee_12.superseded_at IS NULL AND guarantee_12.merchant_id = ? ORDER BY guarantee_12.valid_until DESC, guarantee_12.fact_id DESC, guarantee_12.merchant_id ASC
    ) AS guarantees_13
  ) END) AS json_object_1
  FROM merchant_2
)) AS BLOB) AS body, '' || CASE WHEN (EXISTS (
  SELECT 1
  FROM merchant_2
  WHERE merchant_2._a_in_shortfall = 1 AND (EXISTS (
    SELECT 1
    FROM (
      SELECT custodyaccount_3.account_number AS account_number
      FROM custody_account AS custodyaccount_3
      WHERE custodyaccount_3.superseded_at IS NULL AND custodyaccount_3.merchant_id = ? ORDER BY custodyaccount_3.opened_on DESC NULLS LAST, custodyaccount_3.fact_id DESC, custodyaccount_3.merchant_id ASC
    ) AS custodyaccounts_4
    WHERE merchant_2._a_in_shortfall = 1
  ))
)) THEN '1' ELSE '0' END || CASE WHEN (EXISTS (
  SELECT 1
  FROM merchant_2
  WHERE merchant_2._a_in_shortfall = 1 AND (EXISTS (
    SELECT 1
    FROM (
      SELECT custodyaccount_3.account_number AS account_number
      FROM custody_account AS custodyaccount_3
      WHERE custodyaccount_3.superseded_at IS NULL AND custodyaccount_3.merchant_id = ? ORDER BY custodyaccount_3.opened_on DESC NULLS LAST, custodyaccount_3.fact_id DESC, custodyaccount_3.merchant_id ASC
    ) AS custodyaccounts_4
    WHERE merchant_2._a_in_shortfall = 0
  ))
)) THEN '1' ELSE '0' END || CASE WHEN (EXISTS (
  SELECT 1
  FROM merchant_2
  WHERE merchant_2._a_in_shortfall = 0
)) THEN '1' ELSE '0' END || CASE WHEN (EXISTS (
  SELECT 1
  FROM merchant_2
  WHERE merchant_2._a_in_shortfall = 0
)) THEN '1' ELSE '0' END AS marks, json((
  SELECT json_group_array(subjects.merchant_id) AS json_group_array_4
  FROM (
    SELECT ? AS merchant_id
    FROM merchant_2 ORDER BY merchant_id
  ) AS subjects
)) AS subjects, 0 AS sealed
WHERE EXISTS (
  SELECT 1
  FROM rights_epoch AS epoch_18
  WHERE epoch_18.policy = ? AND (? = 0 OR epoch_18.register = ?)
)
-- bound: 1: today, 2: today, 3: v0, 4: v1, 5: v0, 6: v0, 7: v0, 8: v0, 9: v0, 10: v0, 11: v0, 12: v0, 13: v3, 14: v2, 15: v0, 16: v0, 17: v0, 18: v0, 19: v0, 20: v0, 21: v0, 22: v0, 23: v0, 24: v0, 25: v0, 26: v0, 27: policy, 28: register, 29: register
