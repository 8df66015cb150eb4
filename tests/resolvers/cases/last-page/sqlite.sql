-- SQLAlchemy 2.1
WITH cursor_5 AS MATERIALIZED
(
  SELECT CASE WHEN coalesce(merchant_6.industry_key IN (
    SELECT anon_1.value
    FROM json_each(?) AS anon_1
  ) AND (? = '' OR ? != '' AND (merchant_6.district = ? AND merchant_6.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_8
    WHERE outlet_8.merchant_id = merchant_6.merchant_id AND outlet_8.district = ? AND outlet_8.status = 'OPEN' AND outlet_8.superseded_at IS NULL
  )))), 0) THEN (
    SELECT cardreport_7.prepaid_balance
    FROM card_report AS cardreport_7
    WHERE cardreport_7.superseded_at IS NULL AND cardreport_7.merchant_id = merchant_6.merchant_id ORDER BY cardreport_7.reported_for DESC, cardreport_7.fact_id DESC, cardreport_7.merchant_id ASC
    LIMIT 1
  ) END AS k0, merchant_6.name AS k1, merchant_6.uscc AS k2
  FROM merchant AS merchant_6
  WHERE merchant_6.superseded_at IS NULL AND merchant_6.node_id = ?
),
merchants_2 AS MATERIALIZED
(
  SELECT merchant_1.node_id AS node_id, merchant_1.name AS name, merchant_1.merchant_id AS merchant_id, coalesce(merchant_1.industry_key IN (
    SELECT anon_2.value
    FROM json_each(?) AS anon_2
  ) AND (? = '' OR ? != '' AND (merchant_1.district = ? AND merchant_1.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_12
    WHERE outlet_12.merchant_id = merchant_1.merchant_id AND outlet_12.district = ? AND outlet_12.status = 'OPEN' AND outlet_12.superseded_at IS NULL
  )))), 0) AS _a_own_industry, row_number() OVER (ORDER BY CASE WHEN coalesce(merchant_1.industry_key IN (
    SELECT anon_3.value
    FROM json_each(?) AS anon_3
  ) AND (? = '' OR ? != '' AND (merchant_1.district = ? AND merchant_1.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_4
    WHERE outlet_4.merchant_id = merchant_1.merchant_id AND outlet_4.district = ? AND outlet_4.status = 'OPEN' AND outlet_4.superseded_at IS NULL
  )))), 0) THEN (
    SELECT cardreport_3.prepaid_balance
    FROM card_report AS cardreport_3
    WHERE cardreport_3.superseded_at IS NULL AND cardreport_3.merchant_id = merchant_1.merchant_id ORDER BY cardreport_3.reported_for DESC, cardreport_3.fact_id DESC, cardreport_3.merchant_id ASC
    LIMIT 1
  ) END ASC NULLS FIRST, merchant_1.name DESC, merchant_1.uscc DESC) AS _n
  FROM merchant AS merchant_1
  WHERE merchant_1.superseded_at IS NULL AND (CASE WHEN coalesce(merchant_1.industry_key IN (
    SELECT anon_3.value
    FROM json_each(?) AS anon_3
  ) AND (? = '' OR ? != '' AND (merchant_1.district = ? AND merchant_1.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_4
    WHERE outlet_4.merchant_id = merchant_1.merchant_id AND outlet_4.district = ? AND outlet_4.status = 'OPEN' AND outlet_4.superseded_at IS NULL
  )))), 0) THEN (
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
  ) IS NULL AND CASE WHEN coalesce(merchant_1.industry_key IN (
    SELECT anon_3.value
    FROM json_each(?) AS anon_3
  ) AND (? = '' OR ? != '' AND (merchant_1.district = ? AND merchant_1.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_4
    WHERE outlet_4.merchant_id = merchant_1.merchant_id AND outlet_4.district = ? AND outlet_4.status = 'OPEN' AND outlet_4.superseded_at IS NULL
  )))), 0) THEN (
    SELECT cardreport_3.prepaid_balance
    FROM card_report AS cardreport_3
    WHERE cardreport_3.superseded_at IS NULL AND cardreport_3.merchant_id = merchant_1.merchant_id ORDER BY cardreport_3.reported_for DESC, cardreport_3.fact_id DESC, cardreport_3.merchant_id ASC
    LIMIT 1
  ) END IS NOT NULL OR (CASE WHEN coalesce(merchant_1.industry_key IN (
    SELECT anon_3.value
    FROM json_each(?) AS anon_3
  ) AND (? = '' OR ? != '' AND (merchant_1.district = ? AND merchant_1.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_4
    WHERE outlet_4.merchant_id = merchant_1.merchant_id AND outlet_4.district = ? AND outlet_4.status = 'OPEN' AND outlet_4.superseded_at IS NULL
  )))), 0) THEN (
    SELECT cardreport_3.prepaid_balance
    FROM card_report AS cardreport_3
    WHERE cardreport_3.superseded_at IS NULL AND cardreport_3.merchant_id = merchant_1.merchant_id ORDER BY cardreport_3.reported_for DESC, cardreport_3.fact_id DESC, cardreport_3.merchant_id ASC
    LIMIT 1
  ) END = (
    SELECT cursor_5.k0
    FROM cursor_5
  ) OR CASE WHEN coalesce(merchant_1.industry_key IN (
    SELECT anon_3.value
    FROM json_each(?) AS anon_3
  ) AND (? = '' OR ? != '' AND (merchant_1.district = ? AND merchant_1.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_4
    WHERE outlet_4.merchant_id = merchant_1.merchant_id AND outlet_4.district = ? AND outlet_4.status = 'OPEN' AND outlet_4.superseded_at IS NULL
  )))), 0) THEN (
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
  ) OR (CASE WHEN coalesce(merchant_1.industry_key IN (
    SELECT anon_3.value
    FROM json_each(?) AS anon_3
  ) AND (? = '' OR ? != '' AND (merchant_1.district = ? AND merchant_1.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_4
    WHERE outlet_4.merchant_id = merchant_1.merchant_id AND outlet_4.district = ? AND outlet_4.status = 'OPEN' AND outlet_4.superseded_at IS NULL
  )))), 0) THEN (
    SELECT cardreport_3.prepaid_balance
    FROM card_report AS cardreport_3
    WHERE cardreport_3.superseded_at IS NULL AND cardreport_3.merchant_id = merchant_1.merchant_id ORDER BY cardreport_3.reported_for DESC, cardreport_3.fact_id DESC, cardreport_3.merchant_id ASC
    LIMIT 1
  ) END = (
    SELECT cursor_5.k0
    FROM cursor_5
  ) OR CASE WHEN coalesce(merchant_1.industry_key IN (
    SELECT anon_3.value
    FROM json_each(?) AS anon_3
  ) AND (? = '' OR ? != '' AND (merchant_1.district = ? AND merchant_1.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_4
    WHERE outlet_4.merchant_id = merchant_1.merchant_id AND outlet_4.district = ? AND outlet_4.status = 'OPEN' AND outlet_4.superseded_at IS NULL
  )))), 0) THEN (
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
  )) ORDER BY CASE WHEN coalesce(merchant_1.industry_key IN (
    SELECT anon_3.value
    FROM json_each(?) AS anon_3
  ) AND (? = '' OR ? != '' AND (merchant_1.district = ? AND merchant_1.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_4
    WHERE outlet_4.merchant_id = merchant_1.merchant_id AND outlet_4.district = ? AND outlet_4.status = 'OPEN' AND outlet_4.superseded_at IS NULL
  )))), 0) THEN (
    SELECT cardreport_3.prepaid_balance
    FROM card_report AS cardreport_3
    WHERE cardreport_3.superseded_at IS NULL AND cardreport_3.merchant_id = merchant_1.merchant_id ORDER BY cardreport_3.reported_for DESC, cardreport_3.fact_id DESC, cardreport_3.merchant_id ASC
    LIMIT 1
  ) END ASC NULLS FIRST, merchant_1.name DESC, merchant_1.uscc DESC
  LIMIT CAST(? AS INTEGER)
)
SELECT CAST(json_object('merchants', json_object('edges', (
  SELECT json_group_array(json_object('cursor', merchants_2.node_id, 'node', json_object('name', merchants_2.name, 'latestCardReport', CASE WHEN merchants_2._a_own_industry THEN (
    SELECT json_object('prepaidBalance', CASE WHEN (latestcardreport_10.prepaid_balance >= 0) THEN printf('%d.%02d', latestcardreport_10.prepaid_balance / 100, latestcardreport_10.prepaid_balance % 100) WHEN (latestcardreport_10.prepaid_balance < 0) THEN printf('-%d.%02d', -(latestcardreport_10.prepaid_balance / 100), -(latestcardreport_10.prepaid_balance % 100)) END) AS json_object_1
    FROM (
      SELECT cardreport_9.prepaid_balance AS prepaid_balance
      FROM card_report AS cardreport_9
      WHERE cardreport_9.superseded_at IS NULL AND cardreport_9.merchant_id = merchants_2.merchant_id ORDER BY cardreport_9.reported_for DESC, cardreport_9.fact_id DESC, cardreport_9.merchant_id ASC
      LIMIT 1
    ) AS latestcardreport_10
  ) END))) AS json_group_array_1
  FROM (
    SELECT merchants_2.node_id AS node_id, merchants_2.name AS name, merchants_2.merchant_id AS merchant_id, merchants_2._a_own_industry AS _a_own_industry
    FROM merchants_2
    WHERE merchants_2._n <= CAST(? AS INTEGER) ORDER BY merchants_2._n DESC
  ) AS merchants_2
), 'pageInfo', json_object('hasNextPage', json(CASE WHEN 1 THEN 'true' WHEN (1 IS NOT NULL) THEN 'false' END), 'hasPreviousPage', json(CASE WHEN (EXISTS (
  SELECT 1
  FROM merchants_2
  WHERE merchants_2._n > CAST(? AS INTEGER)
)) THEN 'true' WHEN ((EXISTS (
  SELECT 1
  FROM merchants_2
  WHERE merchants_2._n > CAST(? AS INTEGER)
)) IS NOT NULL) THEN 'false' END), 'startCursor', (
  SELECT merchants_2.node_id
  FROM merchants_2
  WHERE merchants_2._n <= CAST(? AS INTEGER) ORDER BY merchants_2._n DESC
  LIMIT 1
), 'endCursor', (
  SELECT merchants_2.node_id
  FROM merchants_2
  WHERE merchants_2._n <= CAST(? AS INTEGER) ORDER BY merchants_2._n ASC
  LIMIT 1
)), 'totalCount', (
  SELECT count(*) AS count_1
  FROM merchant AS merchant_1
  WHERE merchant_1.superseded_at IS NULL
))) AS BLOB) AS body, '' || CASE WHEN (NOT (EXISTS (
  SELECT 1
  FROM cursor_5
))) THEN '1' ELSE '0' END || CASE WHEN (EXISTS (
  SELECT 1
  FROM merchants_2
  WHERE merchants_2._n <= CAST(? AS INTEGER) AND merchants_2._a_own_industry = 0
)) THEN '1' ELSE '0' END AS marks, json((
  SELECT json_group_array(subjects.merchant_id) AS json_group_array_2
  FROM (
    SELECT merchants_2.merchant_id AS merchant_id
    FROM merchants_2
    WHERE merchants_2._n <= CASE WHEN (CAST(? AS INTEGER) < 1) THEN 1 ELSE CAST(? AS INTEGER) END UNION SELECT DISTINCT merchant_1.merchant_id AS merchant_id
    FROM merchant AS merchant_1
    WHERE merchant_1.superseded_at IS NULL ORDER BY merchant_id
  ) AS subjects
)) AS subjects, 0 AS sealed
WHERE EXISTS (
  SELECT 1
  FROM rights_epoch AS epoch_11
  WHERE epoch_11.policy = ? AND (? = 0 OR epoch_11.register = ?)
)
-- bound: 1: industries, 2: district, 3: district, 4: district, 5: district, 6: v2, 7: industries, 8: district, 9: district, 10: district, 11: district, 12: industries, 13: district, 14: district, 15: district, 16: district, 17: industries, 18: district, 19: district, 20: district, 21: district, 22: industries, 23: district, 24: district, 25: district, 26: district, 27: industries, 28: district, 29: district, 30: district, 31: district, 32: industries, 33: district, 34: district, 35: district, 36: district, 37: industries, 38: district, 39: district, 40: district, 41: district, 42: industries, 43: district, 44: district, 45: district, 46: district, 47: industries, 48: district, 49: district, 50: district, 51: district, 52: v1, 53: v0, 54: v0, 55: v0, 56: v0, 57: v0, 58: v0, 59: v0, 60: v0, 61: policy, 62: register, 63: register
