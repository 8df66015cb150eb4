-- SQLAlchemy 2.1
WITH objections_3 AS MATERIALIZED
(
  SELECT objection_1.coordinate AS coordinate, objection_1.status AS status, objection_1.merchant_id AS merchant_id, objection_1.fact AS fact
  FROM objection AS objection_1 JOIN merchant AS merchant_2 ON merchant_2.merchant_id = objection_1.merchant_id AND merchant_2.superseded_at IS NULL
  WHERE objection_1.superseded_at IS NULL ORDER BY objection_1.filed_on DESC, objection_1.fact_id DESC, objection_1.merchant_id ASC
  LIMIT CAST(? AS INTEGER)
)
SELECT CAST(json_object('objections', json_object('nodes', json((
  SELECT json_group_array(json_object('coordinate', objections_3.coordinate, 'status', objections_3.status, 'fact', coalesce(json(json((
    SELECT json_object('id', fact_5.node_id, '__typename', 'AnnualRevenue', 'merchant', json((
      SELECT json_object('uscc', merchant_7.uscc) AS json_object_2
      FROM (
        SELECT merchant_6.uscc AS uscc
        FROM merchant AS merchant_6
        WHERE merchant_6.superseded_at IS NULL AND merchant_6.merchant_id = fact_5.merchant_id
      ) AS merchant_7
    ))) AS json_object_1
    FROM (
      SELECT annualrevenue_4.node_id AS node_id, annualrevenue_4.merchant_id AS merchant_id
      FROM revenue AS annualrevenue_4
      WHERE annualrevenue_4.merchant_id = objections_3.merchant_id AND annualrevenue_4.node_id = objections_3.fact ORDER BY annualrevenue_4.recorded_at DESC
      LIMIT 1
    ) AS fact_5
  ))), json(json((
    SELECT json_object('id', fact_9.node_id, '__typename', 'CardReport', 'merchant', json((
      SELECT json_object('uscc', merchant_11.uscc) AS json_object_4
      FROM (
        SELECT merchant_10.uscc AS uscc
        FROM merchant AS merchant_10
        WHERE merchant_10.superseded_at IS NULL AND merchant_10.merchant_id = fact_9.merchant_id
      ) AS merchant_11
    ))) AS json_object_3
    FROM (
      SELECT cardreport_8.node_id AS node_id, cardreport_8.merchant_id AS merchant_id
      FROM card_report AS cardreport_8
      WHERE cardreport_8.merchant_id = objections_3.merchant_id AND cardreport_8.node_id = objections_3.fact ORDER BY cardreport_8.recorded_at DESC
      LIMIT 1
    ) AS fact_9
  ))), json(json((
    SELECT json_object('id', fact_13.node_id, '__typename', 'Complaint', 'merchant', json((
      SELECT json_object('uscc', merchant_15.uscc) AS json_object_6
      FROM (
        SELECT merchant_14.uscc AS uscc
        FROM merchant AS merchant_14
        WHERE merchant_14.superseded_at IS NULL AND merchant_14.merchant_id = fact_13.merchant_id
      ) AS merchant_15
    ))) AS json_object_5
    FROM (
      SELECT complaint_12.node_id AS node_id, complaint_12.merchant_id AS merchant_id
      FROM complaint AS complaint_12
      WHERE complaint_12.merchant_id = objections_3.merchant_id AND complaint_12.node_id = objections_3.fact ORDER BY complaint_12.recorded_at DESC
      LIMIT 1
    ) AS fact_13
  ))), json(json((
    SELECT json_object('id', fact_17.node_id, '__typename', 'CustodyAccount', 'merchant', json((
      SELECT json_object('uscc', merchant_19.uscc) AS json_object_8
      FROM (
        SELECT merchant_18.uscc AS uscc
        FROM merchant AS merchant_18
        WHERE merchant_18.superseded_at IS NULL AND merchant_18.merchant_id = fact_17.merchant_id
      ) AS merchant_19
    ))) AS json_object_7
    FROM (
      SELECT custodyaccount_16.node_id AS node_id, custodyaccount_16.merchant_id AS merchant_id
      FROM custody_account AS custodyaccount_16
      WHERE custodyaccount_16.merchant_id = objections_3.merchant_id AND custodyaccount_16.node_id = objections_3.fact ORDER BY custodyaccount_16.recorded_at DESC
      LIMIT 1
    ) AS fact_17
  ))), json(json((
    SELECT json_object('id', fact_21.node_id, '__typename', 'EquityFreeze', 'merchant', json((
      SELECT json_object('uscc', merchant_23.uscc) AS json_object_10
      FROM (
        SELECT merchant_22.uscc AS uscc
        FROM merchant AS merchant_22
        WHERE merchant_22.superseded_at IS NULL AND merchant_22.merchant_id = fact_21.merchant_id
      ) AS merchant_23
    ))) AS json_object_9
    FROM (
      SELECT equityfreeze_20.node_id AS node_id, equityfreeze_20.merchant_id AS merchant_id
      FROM equity_freeze AS equityfreeze_20
      WHERE equityfreeze_20.merchant_id = objections_3.merchant_id AND equityfreeze_20.node_id = objections_3.fact ORDER BY equityfreeze_20.recorded_at DESC
      LIMIT 1
    ) AS fact_21
  ))), json(json((
    SELECT json_object('id', fact_25.node_id, '__typename', 'Filing', 'merchant', json((
      SELECT json_object('uscc', merchant_27.uscc) AS json_object_12
      FROM (
        SELECT merchant_26.uscc AS uscc
        FROM merchant AS merchant_26
        WHERE merchant_26.superseded_at IS NULL AND merchant_26.merchant_id = fact_25.merchant_id
      ) AS merchant_27
    ))) AS json_object_11
    FROM (
      SELECT filing_24.node_id AS node_id, filing_24.merchant_id AS merchant_id
      FROM filing AS filing_24
      WHERE filing_24.merchant_id = objections_3.merchant_id AND filing_24.node_id = objections_3.fact ORDER BY filing_24.recorded_at DESC
      LIMIT 1
    ) AS fact_25
  ))), json(json((
    SELECT json_object('id', fact_29.node_id, '__typename', 'Guarantee', 'merchant', json((
      SELECT json_object('uscc', merchant_31.uscc) AS json_object_14
      FROM (
        SELECT merchant_30.uscc AS uscc
        FROM merchant AS merchant_30
        WHERE merchant_30.superseded_at IS NULL AND merchant_30.merchant_id = fact_29.merchant_id
      ) AS merchant_31
    ))) AS json_object_13
    FROM (
      SELECT guarantee_28.node_id AS node_id, guarantee_28.merchant_id AS merchant_id
      FROM guarantee AS guarantee_28
      WHERE guarantee_28.merchant_id = objections_3.merchant_id AND guarantee_28.node_id = objections_3.fact ORDER BY guarantee_28.recorded_at DESC
      LIMIT 1
    ) AS fact_29
  ))), json(json((
    SELECT json_object('id', fact_33.node_id, '__typename', 'Listing', 'merchant', json((
      SELECT json_object('uscc', merchant_35.uscc) AS json_object_16
      FROM (
        SELECT merchant_34.uscc AS uscc
        FROM merchant AS merchant_34
        WHERE merchant_34.superseded_at IS NULL AND merchant_34.merchant_id = fact_33.merchant_id
      ) AS merchant_35
    ))) AS json_object_15
    FROM (
      SELECT listing_32.node_id AS node_id, listing_32.merchant_id AS merchant_id
      FROM listing AS listing_32
      WHERE listing_32.merchant_id = objections_3.merchant_id AND listing_32.node_id = objections_3.fact ORDER BY listing_32.recorded_at DESC
      LIMIT 1
    ) AS fact_33
  ))), json(json((
    SELECT json_object('id', fact_37.node_id, '__typename', 'Outlet', 'merchant', json((
      SELECT json_object('uscc', merchant_39.uscc) AS json_object_18
      FROM (
        SELECT merchant_38.uscc AS uscc
        FROM merchant AS merchant_38
        WHERE merchant_38.superseded_at IS NULL AND merchant_38.merchant_id = fact_37.merchant_id
      ) AS merchant_39
    )), 'code', fact_37.code) AS json_object_17
    FROM (
      SELECT outlet_36.node_id AS node_id, outlet_36.merchant_id AS merchant_id, outlet_36.code AS code
      FROM outlet AS outlet_36
      WHERE outlet_36.merchant_id = objections_3.merchant_id AND outlet_36.node_id = objections_3.fact ORDER BY outlet_36.recorded_at DESC
      LIMIT 1
    ) AS fact_37
  ))), json(json((
    SELECT json_object('id', fact_41.node_id, '__typename', 'Payment', 'merchant', json((
      SELECT json_object('uscc', merchant_43.uscc) AS json_object_20
      FROM (
        SELECT merchant_42.uscc AS uscc
        FROM merchant AS merchant_42
        WHERE merchant_42.superseded_at IS NULL AND merchant_42.merchant_id = fact_41.merchant_id
      ) AS merchant_43
    ))) AS json_object_19
    FROM (
      SELECT payment_40.node_id AS node_id, payment_40.merchant_id AS merchant_id
      FROM payment AS payment_40
      WHERE payment_40.merchant_id = objections_3.merchant_id AND payment_40.node_id = objections_3.fact ORDER BY payment_40.recorded_at DESC
      LIMIT 1
    ) AS fact_41
  ))), json(json((
    SELECT json_object('id', fact_45.node_id, '__typename', 'Penalty', 'merchant', json((
      SELECT json_object('uscc', merchant_47.uscc) AS json_object_22
      FROM (
        SELECT merchant_46.uscc AS uscc
        FROM merchant AS merchant_46
        WHERE merchant_46.superseded_at IS NULL AND merchant_46.merchant_id = fact_45.merchant_id
      ) AS merchant_47
    ))) AS json_object_21
    FROM (
      SELECT penalty_44.node_id AS node_id, penalty_44.merchant_id AS merchant_id
      FROM penalty AS penalty_44
      WHERE penalty_44.merchant_id = objections_3.merchant_id AND penalty_44.node_id = objections_3.fact ORDER BY penalty_44.recorded_at DESC
      LIMIT 1
    ) AS fact_45
  ))), json(json((
    SELECT json_object('id', fact_49.node_id, '__typename', 'Permit', 'merchant', json((
      SELECT json_object('uscc', merchant_51.uscc) AS json_object_24
      FROM (
        SELECT merchant_50.uscc AS uscc
        FROM merchant AS merchant_50
        WHERE merchant_50.superseded_at IS NULL AND merchant_50.merchant_id = fact_49.merchant_id
      ) AS merchant_51
    )), 'number', fact_49.number) AS json_object_23
    FROM (
      SELECT permit_48.node_id AS node_id, permit_48.merchant_id AS merchant_id, permit_48.number AS number
      FROM permit AS permit_48
      WHERE permit_48.merchant_id = objections_3.merchant_id AND permit_48.node_id = objections_3.fact ORDER BY permit_48.recorded_at DESC
      LIMIT 1
    ) AS fact_49
  ))), json(json((
    SELECT json_object('id', fact_53.node_id, '__typename', 'Rating', 'merchant', json((
      SELECT json_object('uscc', merchant_55.uscc) AS json_object_26
      FROM (
        SELECT merchant_54.uscc AS uscc
        FROM merchant AS merchant_54
        WHERE merchant_54.superseded_at IS NULL AND merchant_54.merchant_id = fact_53.merchant_id
      ) AS merchant_55
    ))) AS json_object_25
    FROM (
      SELECT rating_52.node_id AS node_id, rating_52.merchant_id AS merchant_id
      FROM rating AS rating_52
      WHERE rating_52.merchant_id = objections_3.merchant_id AND rating_52.node_id = objections_3.fact AND coalesce(rating_52.published_on <= ? AND rating_52.withdrawn_on IS NULL, 0) = 1 ORDER BY rating_52.recorded_at DESC
      LIMIT 1
    ) AS fact_53
  ))), json(json((
    SELECT json_object('id', fact_57.node_id, '__typename', 'ReviewSummary', 'merchant', json((
      SELECT json_object('uscc', merchant_59.uscc) AS json_object_28
      FROM (
        SELECT merchant_58.uscc AS uscc
        FROM merchant AS merchant_58
        WHERE merchant_58.superseded_at IS NULL AND merchant_58.merchant_id = fact_57.merchant_id
      ) AS merchant_59
    ))) AS json_object_27
    FROM (
      SELECT reviewsummary_56.node_id AS node_id, reviewsummary_56.merchant_id AS merchant_id
      FROM review_summary AS reviewsummary_56
      WHERE reviewsummary_56.merchant_id = objections_3.merchant_id AND reviewsummary_56.node_id = objections_3.fact ORDER BY reviewsummary_56.recorded_at DESC
      LIMIT 1
    ) AS fact_57
  ))), json(json((
    SELECT json_object('id', fact_61.node_id, '__typename', 'Shareholding', 'merchant', json((
      SELECT json_object('uscc', merchant_63.uscc) AS json_object_30
      FROM (
        SELECT merchant_62.uscc AS uscc
        FROM merchant AS merchant_62
        WHERE merchant_62.superseded_at IS NULL AND merchant_62.merchant_id = fact_61.merchant_id
      ) AS merchant_63
    ))) AS json_object_29
    FROM (
      SELECT shareholding_60.node_id AS node_id, shareholding_60.merchant_id AS merchant_id
      FROM shareholder AS shareholding_60
      WHERE shareholding_60.merchant_id = objections_3.merchant_id AND shareholding_60.node_id = objections_3.fact ORDER BY shareholding_60.recorded_at DESC
      LIMIT 1
    ) AS fact_61
  )))))) AS json_group_array_1
  FROM objections_3
)))) AS BLOB) AS body, '' AS marks, json(json((
  SELECT json_group_array(subjects.merchant_id) AS json_group_array_2
  FROM (
    SELECT DISTINCT objections_3.merchant_id AS merchant_id
    FROM objections_3
  ) AS subjects
))) AS subjects, 0 AS sealed
WHERE EXISTS (
  SELECT 1
  FROM rights_epoch AS epoch_64
  WHERE epoch_64.policy = ? AND (? = 0 OR epoch_64.register = ?)
)
-- bound: 1: v0, 2: today, 3: policy, 4: register, 5: register
