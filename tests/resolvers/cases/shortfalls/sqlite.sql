-- SQLAlchemy 2.1
WITH merchants_6 AS MATERIALIZED
(
  SELECT merchant_1.name AS name, merchant_1.contact_phone AS contact_phone, merchant_1.merchant_id AS merchant_id, merchant_1.node_id AS node_id, coalesce(? != '' AND (merchant_1.district = ? AND merchant_1.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_15
    WHERE outlet_15.merchant_id = merchant_1.merchant_id AND outlet_15.district = ? AND outlet_15.status = 'OPEN' AND outlet_15.superseded_at IS NULL
  ))), 0) AS _a_own_district, row_number() OVER (ORDER BY (
    SELECT CASE WHEN coalesce(? != '' AND (merchant_1.district = ? AND merchant_1.district_basis != 'registration' OR (EXISTS (
      SELECT 1
      FROM outlet AS outlet_8
      WHERE outlet_8.merchant_id = merchant_1.merchant_id AND outlet_8.district = ? AND outlet_8.status = 'OPEN' AND outlet_8.superseded_at IS NULL
    ))), 0) THEN custodyassessment_7.shortfall END AS anon_1
    FROM custody_assessment AS custodyassessment_7
    WHERE custodyassessment_7.superseded_at IS NULL AND custodyassessment_7.merchant_id = merchant_1.merchant_id ORDER BY custodyassessment_7.assessed_for DESC, custodyassessment_7.fact_id DESC, custodyassessment_7.merchant_id ASC
    LIMIT 1
  ) DESC NULLS LAST, merchant_1.uscc ASC) AS _n
  FROM merchant AS merchant_1
  WHERE merchant_1.superseded_at IS NULL AND (coalesce(? != '' AND (merchant_1.district = ? AND merchant_1.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_2
    WHERE outlet_2.merchant_id = merchant_1.merchant_id AND outlet_2.district = ? AND outlet_2.status = 'OPEN' AND outlet_2.superseded_at IS NULL
  ))), 0) = 1 OR coalesce(? != '' AND (merchant_1.district = ? OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_3
    WHERE outlet_3.merchant_id = merchant_1.merchant_id AND outlet_3.district = ? AND outlet_3.status = 'OPEN' AND outlet_3.superseded_at IS NULL
  ))), 0) = 1) AND (EXISTS (
    SELECT 1
    FROM (
      SELECT custodyassessment_4.verdict AS verdict
      FROM custody_assessment AS custodyassessment_4
      WHERE custodyassessment_4.superseded_at IS NULL AND custodyassessment_4.merchant_id = merchant_1.merchant_id ORDER BY custodyassessment_4.assessed_for DESC, custodyassessment_4.fact_id DESC, custodyassessment_4.merchant_id ASC
      LIMIT 1
    ) AS custody_5
    WHERE custody_5.verdict IS NOT NULL AND custody_5.verdict IN (
      SELECT anon_2.value
      FROM json_each(?) AS anon_2
    )
  )) ORDER BY (
    SELECT CASE WHEN coalesce(? != '' AND (merchant_1.district = ? AND merchant_1.district_basis != 'registration' OR (EXISTS (
      SELECT 1
      FROM outlet AS outlet_8
      WHERE outlet_8.merchant_id = merchant_1.merchant_id AND outlet_8.district = ? AND outlet_8.status = 'OPEN' AND outlet_8.superseded_at IS NULL
    ))), 0) THEN custodyassessment_7.shortfall END AS anon_1
    FROM custody_assessment AS custodyassessment_7
    WHERE custodyassessment_7.superseded_at IS NULL AND custodyassessment_7.merchant_id = merchant_1.merchant_id ORDER BY custodyassessment_7.assessed_for DESC, custodyassessment_7.fact_id DESC, custodyassessment_7.merchant_id ASC
    LIMIT 1
  ) DESC NULLS LAST, merchant_1.uscc ASC
  LIMIT CAST(? AS INTEGER)
)
SELECT CAST(json_object('merchants', json_object('totalCount', (
  SELECT count(*) AS count_1
  FROM merchant AS merchant_1
  WHERE merchant_1.superseded_at IS NULL AND (coalesce(? != '' AND (merchant_1.district = ? AND merchant_1.district_basis != 'registration' OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_2
    WHERE outlet_2.merchant_id = merchant_1.merchant_id AND outlet_2.district = ? AND outlet_2.status = 'OPEN' AND outlet_2.superseded_at IS NULL
  ))), 0) = 1 OR coalesce(? != '' AND (merchant_1.district = ? OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_3
    WHERE outlet_3.merchant_id = merchant_1.merchant_id AND outlet_3.district = ? AND outlet_3.status = 'OPEN' AND outlet_3.superseded_at IS NULL
  ))), 0) = 1) AND (EXISTS (
    SELECT 1
    FROM (
      SELECT custodyassessment_4.verdict AS verdict
      FROM custody_assessment AS custodyassessment_4
      WHERE custodyassessment_4.superseded_at IS NULL AND custodyassessment_4.merchant_id = merchant_1.merchant_id ORDER BY custodyassessment_4.assessed_for DESC, custodyassessment_4.fact_id DESC, custodyassessment_4.merchant_id ASC
      LIMIT 1
    ) AS custody_5
    WHERE custody_5.verdict IS NOT NULL AND custody_5.verdict IN (
      SELECT anon_2.value
      FROM json_each(?) AS anon_2
    )
  ))
), 'nodes', (
  SELECT json_group_array(json_object('name', merchants_6.name, 'contactPhone', CASE WHEN merchants_6._a_own_district THEN merchants_6.contact_phone END, 'custody', (
    SELECT json_object('shortfall', CASE WHEN merchants_6._a_own_district THEN CASE WHEN (custody_10.shortfall >= 0) THEN printf('%d.%02d', custody_10.shortfall / 100, custody_10.shortfall % 100) WHEN (custody_10.shortfall < 0) THEN printf('-%d.%02d', -(custody_10.shortfall / 100), -(custody_10.shortfall % 100)) END END, 'fundingDueOn', CASE WHEN merchants_6._a_own_district THEN custody_10.funding_due_on END) AS json_object_1
    FROM (
      SELECT custodyassessment_9.shortfall AS shortfall, custodyassessment_9.funding_due_on AS funding_due_on
      FROM custody_assessment AS custodyassessment_9
      WHERE custodyassessment_9.superseded_at IS NULL AND custodyassessment_9.merchant_id = merchants_6.merchant_id ORDER BY custodyassessment_9.assessed_for DESC, custodyassessment_9.fact_id DESC, custodyassessment_9.merchant_id ASC
      LIMIT 1
    ) AS custody_10
  ), 'risk', (
    SELECT json_object('code', risk_12.code, 'light', CASE WHEN merchants_6._a_own_district THEN risk_12.light END) AS json_object_2
    FROM (
      SELECT riskstatus_11.code AS code, riskstatus_11.light AS light
      FROM risk_status AS riskstatus_11
      WHERE riskstatus_11.superseded_at IS NULL AND riskstatus_11.merchant_id = merchants_6.merchant_id ORDER BY riskstatus_11.since DESC, riskstatus_11.fact_id DESC, riskstatus_11.merchant_id ASC
      LIMIT 1
    ) AS risk_12
  ))) AS json_group_array_1
  FROM (
    SELECT merchants_6.name AS name, merchants_6.contact_phone AS contact_phone, merchants_6.merchant_id AS merchant_id, merchants_6._a_own_district AS _a_own_district
    FROM merchants_6
    WHERE merchants_6._n <= CAST(? AS INTEGER) ORDER BY merchants_6._n ASC
  ) AS merchants_6
), 'pageInfo', json_object('hasNextPage', json(CASE WHEN (EXISTS (
  SELECT 1
  FROM merchants_6
  WHERE merchants_6._n > CAST(? AS INTEGER)
)) THEN 'true' WHEN ((EXISTS (
  SELECT 1
  FROM merchants_6
  WHERE merchants_6._n > CAST(? AS INTEGER)
)) IS NOT NULL) THEN 'false' END), 'endCursor', (
  SELECT merchants_6.node_id
  FROM merchants_6
  WHERE merchants_6._n <= CAST(? AS INTEGER) ORDER BY merchants_6._n DESC
  LIMIT 1
)))) AS BLOB) AS body, '' || CASE WHEN (EXISTS (
  SELECT 1
  FROM merchants_6
  WHERE merchants_6._n <= CAST(? AS INTEGER) AND merchants_6._a_own_district = 0
)) THEN '1' ELSE '0' END || CASE WHEN (EXISTS (
  SELECT 1
  FROM merchants_6
  WHERE merchants_6._n <= CAST(? AS INTEGER) AND (EXISTS (
    SELECT 1
    FROM (
      SELECT custodyassessment_9.shortfall AS shortfall
      FROM custody_assessment AS custodyassessment_9
      WHERE custodyassessment_9.superseded_at IS NULL AND custodyassessment_9.merchant_id = merchants_6.merchant_id ORDER BY custodyassessment_9.assessed_for DESC, custodyassessment_9.fact_id DESC, custodyassessment_9.merchant_id ASC
      LIMIT 1
    ) AS custody_10
    WHERE merchants_6._a_own_district = 0
  ))
)) THEN '1' ELSE '0' END || CASE WHEN (EXISTS (
  SELECT 1
  FROM merchants_6
  WHERE merchants_6._n <= CAST(? AS INTEGER) AND (EXISTS (
    SELECT 1
    FROM (
      SELECT riskstatus_11.code AS code, riskstatus_11.light AS light
      FROM risk_status AS riskstatus_11
      WHERE riskstatus_11.superseded_at IS NULL AND riskstatus_11.merchant_id = merchants_6.merchant_id ORDER BY riskstatus_11.since DESC, riskstatus_11.fact_id DESC, riskstatus_11.merchant_id ASC
      LIMIT 1
    ) AS risk_12
    WHERE merchants_6._a_own_district = 0
  ))
)) THEN '1' ELSE '0' END AS marks, json((
  SELECT json_group_array(subjects.merchant_id) AS json_group_array_2
  FROM (
    SELECT merchants_6.merchant_id AS merchant_id
    FROM merchants_6
    WHERE merchants_6._n <= CASE WHEN (CAST(? AS INTEGER) < 1) THEN 1 ELSE CAST(? AS INTEGER) END UNION SELECT DISTINCT merchant_1.merchant_id AS merchant_id
    FROM merchant AS merchant_1
    WHERE merchant_1.superseded_at IS NULL AND (coalesce(? != '' AND (merchant_1.district = ? AND merchant_1.district_basis != 'registration' OR (EXISTS (
      SELECT 1
      FROM outlet AS outlet_2
      WHERE outlet_2.merchant_id = merchant_1.merchant_id AND outlet_2.district = ? AND outlet_2.status = 'OPEN' AND outlet_2.superseded_at IS NULL
    ))), 0) = 1 OR coalesce(? != '' AND (merchant_1.district = ? OR (EXISTS (
      SELECT 1
      FROM outlet AS outlet_3
      WHERE outlet_3.merchant_id = merchant_1.merchant_id AND outlet_3.district = ? AND outlet_3.status = 'OPEN' AND outlet_3.superseded_at IS NULL
    ))), 0) = 1) AND (EXISTS (
      SELECT 1
      FROM (
        SELECT custodyassessment_4.verdict AS verdict
        FROM custody_assessment AS custodyassessment_4
        WHERE custodyassessment_4.superseded_at IS NULL AND custodyassessment_4.merchant_id = merchant_1.merchant_id ORDER BY custodyassessment_4.assessed_for DESC, custodyassessment_4.fact_id DESC, custodyassessment_4.merchant_id ASC
        LIMIT 1
      ) AS custody_5
      WHERE custody_5.verdict IS NOT NULL AND custody_5.verdict IN (
        SELECT anon_2.value
        FROM json_each(?) AS anon_2
      )
    )) ORDER BY merchant_id
  ) AS subjects
)) AS subjects, 0 AS sealed
WHERE EXISTS (
  SELECT 1
  FROM rights_epoch AS epoch_14
  WHERE epoch_14.policy = ? AND (? = 0 OR epoch_14.register = ?)
)
-- bound: 1: district, 2: district, 3: district, 4: district, 5: district, 6: district, 7: district, 8: district, 9: district, 10: district, 11: district, 12: district, 13: v0, 14: district, 15: district, 16: district, 17: v2, 18: district, 19: district, 20: district, 21: district, 22: district, 23: district, 24: v0, 25: v1, 26: v1, 27: v1, 28: v1, 29: v1, 30: v1, 31: v1, 32: v1, 33: v1, 34: district, 35: district, 36: district, 37: district, 38: district, 39: district, 40: v0, 41: policy, 42: register, 43: register
