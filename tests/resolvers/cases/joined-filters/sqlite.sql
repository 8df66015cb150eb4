-- SQLAlchemy 2.1
WITH merchants_7 AS MATERIALIZED
(
  SELECT merchant_1.name AS name, merchant_1.merchant_id AS merchant_id, merchant_1.industry_edition AS industry_edition, merchant_1.industry AS industry
  FROM merchant AS merchant_1
  WHERE merchant_1.superseded_at IS NULL AND (merchant_1.name_folded IS NOT NULL AND instr(merchant_1.name_folded, ?) > 0 OR (EXISTS (
    SELECT 1
    FROM (
      SELECT riskstatus_2.code AS code
      FROM risk_status AS riskstatus_2
      WHERE riskstatus_2.superseded_at IS NULL AND riskstatus_2.merchant_id = merchant_1.merchant_id ORDER BY riskstatus_2.since DESC, riskstatus_2.fact_id DESC, riskstatus_2.merchant_id ASC
      LIMIT 1
    ) AS risk_3
    WHERE risk_3.code IS NOT NULL AND risk_3.code IN (
      SELECT anon_1.value
      FROM json_each(?) AS anon_1
    )
  )) AND NOT (NOT (EXISTS (
    SELECT 1
    FROM (
      SELECT custodyassessment_4.shortfall AS shortfall
      FROM custody_assessment AS custodyassessment_4
      WHERE custodyassessment_4.superseded_at IS NULL AND custodyassessment_4.merchant_id = merchant_1.merchant_id ORDER BY custodyassessment_4.assessed_for DESC, custodyassessment_4.fact_id DESC, custodyassessment_4.merchant_id ASC
      LIMIT 1
    ) AS custody_5
    WHERE custody_5.shortfall IS NOT NULL AND custody_5.shortfall IS NOT NULL
  ))) OR (
    SELECT count(*) AS count_1
    FROM complaint AS complaint_6
    WHERE complaint_6.superseded_at IS NULL AND complaint_6.merchant_id = merchant_1.merchant_id AND complaint_6.received_on > date(?, '-90 days')
  ) >= ?) AND merchant_1.industry_key IS NOT NULL AND merchant_1.industry_key IN (
    SELECT anon_2.value
    FROM json_each(?) AS anon_2
  ) ORDER BY merchant_1.established_on DESC NULLS LAST, merchant_1.uscc ASC
  LIMIT CAST(? AS INTEGER)
)
SELECT CAST(json_object('merchants', json_object('nodes', (
  SELECT json_group_array(json_object('name', merchants_7.name, 'risk', (
    SELECT json_object('code', risk_9.code) AS json_object_1
    FROM (
      SELECT riskstatus_8.code AS code
      FROM risk_status AS riskstatus_8
      WHERE riskstatus_8.superseded_at IS NULL AND riskstatus_8.merchant_id = merchants_7.merchant_id ORDER BY riskstatus_8.since DESC, riskstatus_8.fact_id DESC, riskstatus_8.merchant_id ASC
      LIMIT 1
    ) AS risk_9
  ), 'custody', (
    SELECT json_object('shortfall', CASE WHEN (custody_11.shortfall >= 0) THEN printf('%d.%02d', custody_11.shortfall / 100, custody_11.shortfall % 100) WHEN (custody_11.shortfall < 0) THEN printf('-%d.%02d', -(custody_11.shortfall / 100), -(custody_11.shortfall % 100)) END) AS json_object_2
    FROM (
      SELECT custodyassessment_10.shortfall AS shortfall
      FROM custody_assessment AS custodyassessment_10
      WHERE custodyassessment_10.superseded_at IS NULL AND custodyassessment_10.merchant_id = merchants_7.merchant_id ORDER BY custodyassessment_10.assessed_for DESC, custodyassessment_10.fact_id DESC, custodyassessment_10.merchant_id ASC
      LIMIT 1
    ) AS custody_11
  ), 'industry', (
    SELECT json_object('code', industry_13.code) AS json_object_3
    FROM (
      SELECT industry_12.code AS code
      FROM industry AS industry_12
      WHERE industry_12.edition = merchants_7.industry_edition AND industry_12.code = merchants_7.industry
    ) AS industry_13
  ))) AS json_group_array_1
  FROM merchants_7
))) AS BLOB) AS body, '' AS marks, json((
  SELECT json_group_array(subjects.merchant_id) AS json_group_array_2
  FROM (
    SELECT merchants_7.merchant_id AS merchant_id
    FROM merchants_7 ORDER BY merchant_id
  ) AS subjects
)) AS subjects, 0 AS sealed
WHERE EXISTS (
  SELECT 1
  FROM rights_epoch AS epoch_15
  WHERE epoch_15.policy = ? AND (? = 0 OR epoch_15.register = ?)
)
-- bound: 1: v0, 2: v1, 3: today, 4: v2, 5: v3, 6: v4, 7: policy, 8: register, 9: register
