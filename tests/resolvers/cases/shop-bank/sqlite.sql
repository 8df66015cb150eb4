-- SQLAlchemy 2.1
WITH merchant_2 AS MATERIALIZED
(
  SELECT merchant_1.name AS name, merchant_1.legal_representative AS legal_representative, merchant_1.legal_representative_name1 AS legal_representative_name1, merchant_1.registered_address AS registered_address, merchant_1.registered_address_street AS registered_address_street, coalesce(? != '' AND ((EXISTS (
    SELECT 1
    FROM custody_account AS account_6
    WHERE account_6.merchant_id = merchant_1.merchant_id AND account_6.bank = ? AND account_6.confirmed_on IS NOT NULL AND (account_6.closed_on IS NULL OR account_6.closed_on > ?) AND account_6.superseded_at IS NULL
  )) OR (EXISTS (
    SELECT 1
    FROM guarantee AS guarantee_7
    WHERE guarantee_7.merchant_id = merchant_1.merchant_id AND guarantee_7.issuer = ? AND guarantee_7.confirmed_on IS NOT NULL AND guarantee_7.valid_from <= ? AND guarantee_7.valid_until >= ? AND guarantee_7.superseded_at IS NULL
  ))), 0) AS _a_own_clients
  FROM merchant AS merchant_1
  WHERE merchant_1.superseded_at IS NULL AND merchant_1.merchant_id = ? AND merchant_1.uscc = ?
)
SELECT CAST(json_object('merchant', (
  SELECT json_object('name', merchant_2.name, 'legalRepresentative', merchant_2.legal_representative_name1, 'registeredAddress', merchant_2.registered_address_street, 'custody', (
    SELECT json_object('verdict', custody_4.verdict, 'required', CASE WHEN merchant_2._a_own_clients THEN CASE WHEN (custody_4.required >= 0) THEN printf('%d.%02d', custody_4.required / 100, custody_4.required % 100) WHEN (custody_4.required < 0) THEN printf('-%d.%02d', -(custody_4.required / 100), -(custody_4.required % 100)) END END) AS json_object_2
    FROM (
      SELECT custodyassessment_3.verdict AS verdict, custodyassessment_3.required AS required
      FROM custody_assessment AS custodyassessment_3
      WHERE custodyassessment_3.superseded_at IS NULL AND custodyassessment_3.merchant_id = ? ORDER BY custodyassessment_3.assessed_for DESC, custodyassessment_3.fact_id DESC, custodyassessment_3.merchant_id ASC
      LIMIT 1
    ) AS custody_4
  ), 'withheld', json('[' || substr('' || CASE WHEN merchant_2._a_own_clients = 0 THEN ',"CUSTODYNEED"' ELSE '' END, 2) || ']')) AS json_object_1
  FROM merchant_2
)) AS BLOB) AS body, '' || CASE WHEN (EXISTS (
  SELECT 1
  FROM merchant_2
  WHERE 1 = 1
)) THEN '1' ELSE '0' END || CASE WHEN (EXISTS (
  SELECT 1
  FROM merchant_2
  WHERE EXISTS (
    SELECT 1
    FROM (
      SELECT custodyassessment_3.verdict AS verdict, custodyassessment_3.required AS required
      FROM custody_assessment AS custodyassessment_3
      WHERE custodyassessment_3.superseded_at IS NULL AND custodyassessment_3.merchant_id = ? ORDER BY custodyassessment_3.assessed_for DESC, custodyassessment_3.fact_id DESC, custodyassessment_3.merchant_id ASC
      LIMIT 1
    ) AS custody_4
    WHERE merchant_2._a_own_clients = 0
  )
)) THEN '1' ELSE '0' END AS marks, json((
  SELECT json_group_array(subjects.merchant_id) AS json_group_array_1
  FROM (
    SELECT ? AS merchant_id
    FROM merchant_2 ORDER BY merchant_id
  ) AS subjects
)) AS subjects, 0 AS sealed
WHERE EXISTS (
  SELECT 1
  FROM rights_epoch AS epoch_5
  WHERE epoch_5.policy = ? AND (? = 0 OR epoch_5.register = ?)
)
-- bound: 1: institution, 2: institution, 3: today, 4: institution, 5: today, 6: today, 7: v0, 8: v1, 9: v0, 10: v0, 11: v0, 12: policy, 13: register, 14: register
