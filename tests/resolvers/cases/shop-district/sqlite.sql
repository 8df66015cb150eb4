-- SQLAlchemy 2.1
WITH merchant_2 AS MATERIALIZED
(
  SELECT merchant_1.name AS name, merchant_1.legal_representative AS legal_representative, merchant_1.legal_representative_name1 AS legal_representative_name1, merchant_1.registered_address AS registered_address, merchant_1.registered_address_street AS registered_address_street, coalesce(? != '' AND (merchant_1.district = ? AND merchant_1.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_6
    WHERE outlet_6.merchant_id = merchant_1.merchant_id AND outlet_6.district = ? AND outlet_6.status = 'OPEN' AND outlet_6.superseded_at IS NULL
  ))), 0) AS _a_own_district, coalesce(? != '' AND (merchant_1.district = ? OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_7
    WHERE outlet_7.merchant_id = merchant_1.merchant_id AND outlet_7.district = ? AND outlet_7.status = 'OPEN' AND outlet_7.superseded_at IS NULL
  ))), 0) AS _a_own_district_open
  FROM merchant AS merchant_1
  WHERE merchant_1.superseded_at IS NULL AND merchant_1.merchant_id = ? AND merchant_1.uscc = ?
)
SELECT CAST(json_object('merchant', (
  SELECT json_object('name', merchant_2.name, 'legalRepresentative', CASE WHEN merchant_2._a_own_district THEN merchant_2.legal_representative ELSE merchant_2.legal_representative_name1 END, 'registeredAddress', CASE WHEN merchant_2._a_own_district THEN merchant_2.registered_address ELSE merchant_2.registered_address_street END, 'custody', (
    SELECT json_object('verdict', custody_4.verdict, 'required', CASE WHEN merchant_2._a_own_district THEN CASE WHEN (custody_4.required >= 0) THEN printf('%d.%02d', custody_4.required / 100, custody_4.required % 100) WHEN (custody_4.required < 0) THEN printf('-%d.%02d', -(custody_4.required / 100), -(custody_4.required % 100)) END END) AS json_object_2
    FROM (
      SELECT custodyassessment_3.verdict AS verdict, custodyassessment_3.required AS required
      FROM custody_assessment AS custodyassessment_3
      WHERE custodyassessment_3.superseded_at IS NULL AND custodyassessment_3.merchant_id = ? ORDER BY custodyassessment_3.assessed_for DESC, custodyassessment_3.fact_id DESC, custodyassessment_3.merchant_id ASC
      LIMIT 1
    ) AS custody_4
  ), 'withheld', json('[' || substr('' || CASE WHEN merchant_2._a_own_district = 0 THEN ',"ACCOUNTS"' ELSE '' END || CASE WHEN merchant_2._a_own_district = 0 THEN ',"CARDS"' ELSE '' END || CASE WHEN merchant_2._a_own_district = 0 THEN ',"CLUES"' ELSE '' END || CASE WHEN merchant_2._a_own_district_open = 0 THEN ',"COMPLAINTCOUNT"' ELSE '' END || CASE WHEN merchant_2._a_own_district = 0 THEN ',"COMPLAINTS"' ELSE '' END || CASE WHEN merchant_2._a_own_district = 0 THEN ',"COMPLAINTTEXT"' ELSE '' END || CASE WHEN merchant_2._a_own_district = 0 THEN ',"CONTACT"' ELSE '' END || CASE WHEN merchant_2._a_own_district = 0 THEN ',"CREDIT"' ELSE '' END || CASE WHEN merchant_2._a_own_district = 0 THEN ',"CUSTODYNEED"' ELSE '' END || CASE WHEN merchant_2._a_own_district = 0 THEN ',"CUSTODYSUM"' ELSE '' END || CASE WHEN merchant_2._a_own_district = 0 THEN ',"ENFORCEMENT"' ELSE '' END || CASE WHEN merchant_2._a_own_district = 0 THEN ',"GUARANTEES"' ELSE '' END || CASE WHEN merchant_2._a_own_district = 0 THEN ',"IDNUMBER"' ELSE '' END || CASE WHEN merchant_2._a_own_district = 0 THEN ',"OWNERSHIP"' ELSE '' END || CASE WHEN merchant_2._a_own_district = 0 THEN ',"PAYMENTS"' ELSE '' END || CASE WHEN merchant_2._a_own_district = 0 THEN ',"REVENUE"' ELSE '' END || CASE WHEN merchant_2._a_own_district = 0 THEN ',"RISKDETAIL"' ELSE '' END, 2) || ']')) AS json_object_1
  FROM merchant_2
)) AS BLOB) AS body, '' || CASE WHEN (EXISTS (
  SELECT 1
  FROM merchant_2
  WHERE merchant_2._a_own_district = 0
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
    WHERE merchant_2._a_own_district = 0
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
-- bound: 1: district, 2: district, 3: district, 4: district, 5: district, 6: district, 7: v0, 8: v1, 9: v0, 10: v0, 11: v0, 12: policy, 13: register, 14: register
