-- SQLAlchemy 2.1
WITH merchant_2 AS MATERIALIZED
(
  SELECT merchant_1.name AS name, coalesce((
    SELECT assessment_17.verdict
    FROM custody_assessment AS assessment_17
    WHERE assessment_17.merchant_id = merchant_1.merchant_id AND assessment_17.superseded_at IS NULL ORDER BY assessment_17.assessed_for DESC, assessment_17.fact_id DESC
    LIMIT 1
  ) = 'SHORTFALL' OR (EXISTS (
    SELECT 1
    FROM listing AS listing_18
    WHERE listing_18.merchant_id = merchant_1.merchant_id AND listing_18.kind = 'SERIOUS_DISHONESTY' AND listing_18.listed_on <= ? AND (listing_18.removed_on IS NULL OR listing_18.removed_on > ?) AND listing_18.superseded_at IS NULL
  )), 0) AS _a_in_shortfall
  FROM merchant AS merchant_1
  WHERE merchant_1.superseded_at IS NULL AND merchant_1.merchant_id = ? AND merchant_1.uscc = ?
)
SELECT CAST(json_object('merchant', json((
  SELECT json_object('name', merchant_2.name, 'custodyAccounts', CASE WHEN merchant_2._a_in_shortfall THEN json((
    SELECT json_group_array(json_object('accountNumber', CASE WHEN merchant_2._a_in_shortfall THEN CASE WHEN (custodyaccounts_4.account_number IS NULL) THEN NULL WHEN (length(custodyaccounts_4.account_number) <= 7) THEN '***' ELSE substr(custodyaccounts_4.account_number, 1, 0) || '****' || substr(custodyaccounts_4.account_number, (length(custodyaccounts_4.account_number) - 4) + 1) END END, 'bank', json((
      SELECT json_object('code', bank_6.code) AS json_object_2
      FROM (
        SELECT institution_5.code AS code
        FROM institution AS institution_5
        WHERE institution_5.superseded_at IS NULL AND institution_5.code = custodyaccounts_4.bank AND merchant_2._a_in_shortfall = 1
      ) AS bank_6
    )), 'balance', CASE WHEN ((
      SELECT balance_7.balance
      FROM custody_balance AS balance_7
      WHERE balance_7.merchant_id = ? AND balance_7.account_id = custodyaccounts_4.fact_id AND balance_7.superseded_at IS NULL ORDER BY balance_7.day DESC
      LIMIT 1
    ) IS NOT NULL) THEN printf('%s%d.%02d', CASE WHEN ((
      SELECT balance_7.balance
      FROM custody_balance AS balance_7
      WHERE balance_7.merchant_id = ? AND balance_7.account_id = custodyaccounts_4.fact_id AND balance_7.superseded_at IS NULL ORDER BY balance_7.day DESC
      LIMIT 1
    ) < 0) THEN '-' ELSE '' END, abs((
      SELECT balance_7.balance
      FROM custody_balance AS balance_7
      WHERE balance_7.merchant_id = ? AND balance_7.account_id = custodyaccounts_4.fact_id AND balance_7.superseded_at IS NULL ORDER BY balance_7.day DESC
      LIMIT 1
    )) / 100, abs((
      SELECT balance_7.balance
      FROM custody_balance AS balance_7
      WHERE balance_7.merchant_id = ? AND balance_7.account_id = custodyaccounts_4.fact_id AND balance_7.superseded_at IS NULL ORDER BY balance_7.day DESC
      LIMIT 1
    )) % 100) END, 'balanceOn', (
      SELECT balance_8.day
      FROM custody_balance AS balance_8
      WHERE balance_8.merchant_id = ? AND balance_8.account_id = custodyaccounts_4.fact_id AND balance_8.superseded_at IS NULL ORDER BY balance_8.day DESC
      LIMIT 1
    ), 'balances', json((
      WITH balances_10 AS MATERIALIZED
      (
        SELECT custodybalance_9.day AS day, custodybalance_9.balance AS balance, row_number() OVER (ORDER BY custodybalance_9.day ASC, custodybalance_9.fact_id ASC, custodybalance_9.merchant_id DESC) AS _n
        FROM custody_balance AS custodybalance_9
        WHERE custodybalance_9.superseded_at IS NULL AND custodybalance_9.merchant_id = ? AND custodybalance_9.account_id = custodyaccounts_4.fact_id ORDER BY custodybalance_9.day ASC, custodybalance_9.fact_id ASC, custodybalance_9.merchant_id DESC
        LIMIT CAST(? AS INTEGER)
      )
      SELECT json_object('nodes', json((
        SELECT json_group_array(json_object('day', balances_10.day, 'balance', CASE WHEN (balances_10.balance IS NOT NULL) THEN printf('%s%d.%02d', CASE WHEN (balances_10.balance < 0) THEN '-' ELSE '' END, abs(balances_10.balance) / 100, abs(balances_10.balance) % 100) END)) AS json_group_array_2
        FROM (
          SELECT balances_10.day AS day, balances_10.balance AS balance
          FROM balances_10
          WHERE balances_10._n <= CAST(? AS INTEGER) ORDER BY balances_10._n DESC
        ) AS balances_10
      )), 'totalCount', (
        SELECT count(*) AS count_1
        FROM custody_balance AS custodybalance_9
        WHERE custodybalance_9.superseded_at IS NULL AND custodybalance_9.merchant_id = ? AND custodybalance_9.account_id = custodyaccounts_4.fact_id
      )) AS json_object_3
    )))) AS json_group_array_1
    FROM (
      SELECT custodyaccount_3.account_number AS account_number, custodyaccount_3.bank AS bank, custodyaccount_3.fact_id AS fact_id
      FROM custody_account AS custodyaccount_3
      WHERE custodyaccount_3.superseded_at IS NULL AND custodyaccount_3.merchant_id = ? ORDER BY custodyaccount_3.opened_on DESC NULLS LAST, custodyaccount_3.fact_id DESC, custodyaccount_3.merchant_id ASC
    ) AS custodyaccounts_4
  )) END, 'guarantees', CASE WHEN merchant_2._a_in_shortfall THEN json((
    SELECT json_group_array(json_object('number', guarantees_12.number, 'claimsPaid', CASE WHEN ((
      SELECT coalesce(sum(claim_13.amount), 0) AS coalesce_1
      FROM guarantee_claim AS claim_13
      WHERE claim_13.merchant_id = ? AND claim_13.guarantee_id = guarantees_12.fact_id AND claim_13.paid_on IS NOT NULL AND claim_13.superseded_at IS NULL
    ) IS NOT NULL) THEN printf('%s%d.%02d', CASE WHEN ((
      SELECT coalesce(sum(claim_13.amount), 0) AS coalesce_1
      FROM guarantee_claim AS claim_13
      WHERE claim_13.merchant_id = ? AND claim_13.guarantee_id = guarantees_12.fact_id AND claim_13.paid_on IS NOT NULL AND claim_13.superseded_at IS NULL
    ) < 0) THEN '-' ELSE '' END, abs((
      SELECT coalesce(sum(claim_13.amount), 0) AS coalesce_1
      FROM guarantee_claim AS claim_13
      WHERE claim_13.merchant_id = ? AND claim_13.guarantee_id = guarantees_12.fact_id AND claim_13.paid_on IS NOT NULL AND claim_13.superseded_at IS NULL
    )) / 100, abs((
      SELECT coalesce(sum(claim_13.amount), 0) AS coalesce_1
      FROM guarantee_claim AS claim_13
      WHERE claim_13.merchant_id = ? AND claim_13.guarantee_id = guarantees_12.fact_id AND claim_13.paid_on IS NOT NULL AND claim_13.superseded_at IS NULL
    )) % 100) END, 'issuer', json((
      SELECT json_object('code', issuer_15.code) AS json_object_4
      FROM (
        SELECT institution_14.code AS code
        FROM institution AS institution_14
        WHERE institution_14.superseded_at IS NULL AND institution_14.code = guarantees_12.issuer AND merchant_2._a_in_shortfall = 1
      ) AS issuer_15
    )))) AS json_group_array_3
    FROM (
      SELECT guarantee_11.number AS number, guarantee_11.fact_id AS fact_id, guarantee_11.issuer AS issuer
      FROM guarantee AS guarantee_11
      WHERE guarantee_11.superseded_at IS NULL AND guarantee_11.merchant_id = ? ORDER BY guarantee_11.valid_until DESC, guarantee_11.fact_id DESC, guarantee_11.merchant_id ASC
    ) AS guarantees_12
  )) END) AS json_object_1
  FROM merchant_2
))) AS BLOB) AS body, '' || CASE WHEN (EXISTS (
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
)) THEN '1' ELSE '0' END AS marks, json(json((
  SELECT json_group_array(subjects.merchant_id) AS json_group_array_4
  FROM (
    SELECT DISTINCT ? AS merchant_id
    FROM merchant_2 ORDER BY merchant_id
  ) AS subjects
))) AS subjects, 0 AS sealed
WHERE EXISTS (
  SELECT 1
  FROM rights_epoch AS epoch_16
  WHERE epoch_16.policy = ? AND (? = 0 OR epoch_16.register = ?)
)
-- bound: 1: today, 2: today, 3: v0, 4: v1, 5: v0, 6: v0, 7: v0, 8: v0, 9: v0, 10: v0, 11: v3, 12: v2, 13: v0, 14: v0, 15: v0, 16: v0, 17: v0, 18: v0, 19: v0, 20: v0, 21: v0, 22: v0, 23: policy, 24: register, 25: register
