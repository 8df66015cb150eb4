-- SQLAlchemy 2.1
WITH objections_18 AS MATERIALIZED
(
  SELECT objection_1.coordinate AS coordinate, objection_1.status AS status, objection_1.merchant_id AS merchant_id, objection_1.fact AS fact
  FROM objection AS objection_1 JOIN merchant AS merchant_2 ON merchant_2.merchant_id = objection_1.merchant_id AND merchant_2.superseded_at IS NULL
  WHERE objection_1.superseded_at IS NULL AND ((EXISTS (
    SELECT 1
    FROM revenue AS annualrevenue_3
    WHERE annualrevenue_3.merchant_id = objection_1.merchant_id AND annualrevenue_3.node_id = objection_1.fact
  )) OR (EXISTS (
    SELECT 1
    FROM card_report AS cardreport_4
    WHERE cardreport_4.merchant_id = objection_1.merchant_id AND cardreport_4.node_id = objection_1.fact
  )) OR (EXISTS (
    SELECT 1
    FROM complaint AS complaint_5
    WHERE complaint_5.merchant_id = objection_1.merchant_id AND complaint_5.node_id = objection_1.fact
  )) OR (EXISTS (
    SELECT 1
    FROM custody_account AS custodyaccount_6
    WHERE custodyaccount_6.merchant_id = objection_1.merchant_id AND custodyaccount_6.node_id = objection_1.fact
  )) OR (EXISTS (
    SELECT 1
    FROM equity_freeze AS equityfreeze_7
    WHERE equityfreeze_7.merchant_id = objection_1.merchant_id AND equityfreeze_7.node_id = objection_1.fact
  )) OR (EXISTS (
    SELECT 1
    FROM filing AS filing_8
    WHERE filing_8.merchant_id = objection_1.merchant_id AND filing_8.node_id = objection_1.fact
  )) OR (EXISTS (
    SELECT 1
    FROM guarantee AS guarantee_9
    WHERE guarantee_9.merchant_id = objection_1.merchant_id AND guarantee_9.node_id = objection_1.fact
  )) OR (EXISTS (
    SELECT 1
    FROM listing AS listing_10
    WHERE listing_10.merchant_id = objection_1.merchant_id AND listing_10.node_id = objection_1.fact
  )) OR (EXISTS (
    SELECT 1
    FROM outlet AS outlet_11
    WHERE outlet_11.merchant_id = objection_1.merchant_id AND outlet_11.node_id = objection_1.fact
  )) OR (EXISTS (
    SELECT 1
    FROM payment AS payment_12
    WHERE payment_12.merchant_id = objection_1.merchant_id AND payment_12.node_id = objection_1.fact
  )) OR (EXISTS (
    SELECT 1
    FROM penalty AS penalty_13
    WHERE penalty_13.merchant_id = objection_1.merchant_id AND penalty_13.node_id = objection_1.fact
  )) OR (EXISTS (
    SELECT 1
    FROM permit AS permit_14
    WHERE permit_14.merchant_id = objection_1.merchant_id AND permit_14.node_id = objection_1.fact
  )) OR (EXISTS (
    SELECT 1
    FROM rating AS rating_15
    WHERE rating_15.merchant_id = objection_1.merchant_id AND rating_15.node_id = objection_1.fact AND coalesce(rating_15.published_on <= $1::DATE AND rating_15.withdrawn_on IS NULL, false)
  )) OR (EXISTS (
    SELECT 1
    FROM review_summary AS reviewsummary_16
    WHERE reviewsummary_16.merchant_id = objection_1.merchant_id AND reviewsummary_16.node_id = objection_1.fact
  )) OR (EXISTS (
    SELECT 1
    FROM shareholder AS shareholding_17
    WHERE shareholding_17.merchant_id = objection_1.merchant_id AND shareholding_17.node_id = objection_1.fact
  ))) ORDER BY objection_1.filed_on DESC, objection_1.fact_id DESC, objection_1.merchant_id ASC
  LIMIT $2::INTEGER
),
told AS MATERIALIZED
(
  SELECT '' AS marks, CAST(array((
    SELECT subjects.merchant_id
    FROM (
      SELECT DISTINCT objections_18.merchant_id AS merchant_id
      FROM objections_18 ORDER BY merchant_id
    ) AS subjects
  )) AS BIGINT[]) AS subjects, false AS sealed
  WHERE EXISTS (
    SELECT 1
    FROM rights_epoch AS epoch_79
    WHERE epoch_79.policy = $3::VARCHAR COLLATE "C" AND ($4::BIGINT = 0 OR epoch_79.register = $4::BIGINT)
  )
),
recorded AS
(INSERT INTO access_record (stream, record_id, node_id, at, party, subject, purpose, case_number, operation, operation_digest, policy_version, families, outcome, merchants, merchant_ids, merchants_digest, sealed) SELECT $5::BIGINT AS anon_1, $6::BIGINT AS anon_2, $7::VARCHAR AS anon_3, $8::TIMESTAMP WITH TIME ZONE AS anon_4, $9::VARCHAR COLLATE "C" AS anon_5, $10::VARCHAR AS anon_6, $11::VARCHAR AS anon_7, $12::VARCHAR AS anon_8, $13::VARCHAR AS anon_9, $14::VARCHAR AS anon_10, $3::VARCHAR COLLATE "C" AS anon_11, CAST('["ACCOUNTS","CARDS","COMPLAINTS","CREDIT","ENFORCEMENT","GUARANTEES","OWNERSHIP","PAYMENTS","PUBLIC","PUBLISHED","REVENUE"]' AS JSON) AS anon_12, 'ANSWERED' AS anon_13, coalesce(cardinality(told.subjects), 0) AS coalesce_1, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN coalesce(to_json(told.subjects), CAST('[]' AS JSON)) ELSE CAST('[]' AS JSON) END AS anon_14, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN NULL ELSE encode(sha256(convert_to('[' || array_to_string(told.subjects, ',') || ']', 'UTF8')), 'hex') END AS anon_15, told.sealed
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
            SELECT objections_18.coordinate AS coordinate, objections_18.status AS status, coalesce(to_json((
              SELECT r$ AS anon_19
              FROM (
                SELECT fact_20.node_id AS id, 'AnnualRevenue' AS __typename, (
                  SELECT r$ AS anon_20
                  FROM (
                    SELECT merchant_22.uscc AS uscc
                    FROM (
                      SELECT merchant_21.uscc AS uscc
                      FROM merchant AS merchant_21
                      WHERE merchant_21.superseded_at IS NULL AND merchant_21.merchant_id = fact_20.merchant_id
                    ) AS merchant_22
                  ) AS r$
                ) AS merchant
                FROM (
                  SELECT annualrevenue_19.node_id AS node_id, annualrevenue_19.merchant_id AS merchant_id
                  FROM revenue AS annualrevenue_19
                  WHERE annualrevenue_19.merchant_id = objections_18.merchant_id AND annualrevenue_19.node_id = objections_18.fact ORDER BY annualrevenue_19.recorded_at DESC
                  LIMIT 1
                ) AS fact_20
              ) AS r$
            )), to_json((
              SELECT r$ AS anon_21
              FROM (
                SELECT fact_24.node_id AS id, 'CardReport' AS __typename, (
                  SELECT r$ AS anon_22
                  FROM (
                    SELECT merchant_26.uscc AS uscc
                    FROM (
                      SELECT merchant_25.uscc AS uscc
                      FROM merchant AS merchant_25
                      WHERE merchant_25.superseded_at IS NULL AND merchant_25.merchant_id = fact_24.merchant_id
                    ) AS merchant_26
                  ) AS r$
                ) AS merchant
                FROM (
                  SELECT cardreport_23.node_id AS node_id, cardreport_23.merchant_id AS merchant_id
                  FROM card_report AS cardreport_23
                  WHERE cardreport_23.merchant_id = objections_18.merchant_id AND cardreport_23.node_id = objections_18.fact ORDER BY cardreport_23.recorded_at DESC
                  LIMIT 1
                ) AS fact_24
              ) AS r$
            )), to_json((
              SELECT r$ AS anon_23
              FROM (
                SELECT fact_28.node_id AS id, 'Complaint' AS __typename, (
                  SELECT r$ AS anon_24
                  FROM (
                    SELECT merchant_30.uscc AS uscc
                    FROM (
                      SELECT merchant_29.uscc AS uscc
                      FROM merchant AS merchant_29
                      WHERE merchant_29.superseded_at IS NULL AND merchant_29.merchant_id = fact_28.merchant_id
                    ) AS merchant_30
                  ) AS r$
                ) AS merchant
                FROM (
                  SELECT complaint_27.node_id AS node_id, complaint_27.merchant_id AS merchant_id
                  FROM complaint AS complaint_27
                  WHERE complaint_27.merchant_id = objections_18.merchant_id AND complaint_27.node_id = objections_18.fact ORDER BY complaint_27.recorded_at DESC
                  LIMIT 1
                ) AS fact_28
              ) AS r$
            )), to_json((
              SELECT r$ AS anon_25
              FROM (
                SELECT fact_32.node_id AS id, 'CustodyAccount' AS __typename, (
                  SELECT r$ AS anon_26
                  FROM (
                    SELECT merchant_34.uscc AS uscc
                    FROM (
                      SELECT merchant_33.uscc AS uscc
                      FROM merchant AS merchant_33
                      WHERE merchant_33.superseded_at IS NULL AND merchant_33.merchant_id = fact_32.merchant_id
                    ) AS merchant_34
                  ) AS r$
                ) AS merchant
                FROM (
                  SELECT custodyaccount_31.node_id AS node_id, custodyaccount_31.merchant_id AS merchant_id
                  FROM custody_account AS custodyaccount_31
                  WHERE custodyaccount_31.merchant_id = objections_18.merchant_id AND custodyaccount_31.node_id = objections_18.fact ORDER BY custodyaccount_31.recorded_at DESC
                  LIMIT 1
                ) AS fact_32
              ) AS r$
            )), to_json((
              SELECT r$ AS anon_27
              FROM (
                SELECT fact_36.node_id AS id, 'EquityFreeze' AS __typename, (
                  SELECT r$ AS anon_28
                  FROM (
                    SELECT merchant_38.uscc AS uscc
                    FROM (
                      SELECT merchant_37.uscc AS uscc
                      FROM merchant AS merchant_37
                      WHERE merchant_37.superseded_at IS NULL AND merchant_37.merchant_id = fact_36.merchant_id
                    ) AS merchant_38
                  ) AS r$
                ) AS merchant
                FROM (
                  SELECT equityfreeze_35.node_id AS node_id, equityfreeze_35.merchant_id AS merchant_id
                  FROM equity_freeze AS equityfreeze_35
                  WHERE equityfreeze_35.merchant_id = objections_18.merchant_id AND equityfreeze_35.node_id = objections_18.fact ORDER BY equityfreeze_35.recorded_at DESC
                  LIMIT 1
                ) AS fact_36
              ) AS r$
            )), to_json((
              SELECT r$ AS anon_29
              FROM (
                SELECT fact_40.node_id AS id, 'Filing' AS __typename, (
                  SELECT r$ AS anon_30
                  FROM (
                    SELECT merchant_42.uscc AS uscc
                    FROM (
                      SELECT merchant_41.uscc AS uscc
                      FROM merchant AS merchant_41
                      WHERE merchant_41.superseded_at IS NULL AND merchant_41.merchant_id = fact_40.merchant_id
                    ) AS merchant_42
                  ) AS r$
                ) AS merchant
                FROM (
                  SELECT filing_39.node_id AS node_id, filing_39.merchant_id AS merchant_id
                  FROM filing AS filing_39
                  WHERE filing_39.merchant_id = objections_18.merchant_id AND filing_39.node_id = objections_18.fact ORDER BY filing_39.recorded_at DESC
                  LIMIT 1
                ) AS fact_40
              ) AS r$
            )), to_json((
              SELECT r$ AS anon_31
              FROM (
                SELECT fact_44.node_id AS id, 'Guarantee' AS __typename, (
                  SELECT r$ AS anon_32
                  FROM (
                    SELECT merchant_46.uscc AS uscc
                    FROM (
                      SELECT merchant_45.uscc AS uscc
                      FROM merchant AS merchant_45
                      WHERE merchant_45.superseded_at IS NULL AND merchant_45.merchant_id = fact_44.merchant_id
                    ) AS merchant_46
                  ) AS r$
                ) AS merchant
                FROM (
                  SELECT guarantee_43.node_id AS node_id, guarantee_43.merchant_id AS merchant_id
                  FROM guarantee AS guarantee_43
                  WHERE guarantee_43.merchant_id = objections_18.merchant_id AND guarantee_43.node_id = objections_18.fact ORDER BY guarantee_43.recorded_at DESC
                  LIMIT 1
                ) AS fact_44
              ) AS r$
            )), to_json((
              SELECT r$ AS anon_33
              FROM (
                SELECT fact_48.node_id AS id, 'Listing' AS __typename, (
                  SELECT r$ AS anon_34
                  FROM (
                    SELECT merchant_50.uscc AS uscc
                    FROM (
                      SELECT merchant_49.uscc AS uscc
                      FROM merchant AS merchant_49
                      WHERE merchant_49.superseded_at IS NULL AND merchant_49.merchant_id = fact_48.merchant_id
                    ) AS merchant_50
                  ) AS r$
                ) AS merchant
                FROM (
                  SELECT listing_47.node_id AS node_id, listing_47.merchant_id AS merchant_id
                  FROM listing AS listing_47
                  WHERE listing_47.merchant_id = objections_18.merchant_id AND listing_47.node_id = objections_18.fact ORDER BY listing_47.recorded_at DESC
                  LIMIT 1
                ) AS fact_48
              ) AS r$
            )), to_json((
              SELECT r$ AS anon_35
              FROM (
                SELECT fact_52.node_id AS id, 'Outlet' AS __typename, (
                  SELECT r$ AS anon_36
                  FROM (
                    SELECT merchant_54.uscc AS uscc
                    FROM (
                      SELECT merchant_53.uscc AS uscc
                      FROM merchant AS merchant_53
                      WHERE merchant_53.superseded_at IS NULL AND merchant_53.merchant_id = fact_52.merchant_id
                    ) AS merchant_54
                  ) AS r$
                ) AS merchant, fact_52.code AS code
                FROM (
                  SELECT outlet_51.node_id AS node_id, outlet_51.merchant_id AS merchant_id, outlet_51.code AS code
                  FROM outlet AS outlet_51
                  WHERE outlet_51.merchant_id = objections_18.merchant_id AND outlet_51.node_id = objections_18.fact ORDER BY outlet_51.recorded_at DESC
                  LIMIT 1
                ) AS fact_52
              ) AS r$
            )), to_json((
              SELECT r$ AS anon_37
              FROM (
                SELECT fact_56.node_id AS id, 'Payment' AS __typename, (
                  SELECT r$ AS anon_38
                  FROM (
                    SELECT merchant_58.uscc AS uscc
                    FROM (
                      SELECT merchant_57.uscc AS uscc
                      FROM merchant AS merchant_57
                      WHERE merchant_57.superseded_at IS NULL AND merchant_57.merchant_id = fact_56.merchant_id
                    ) AS merchant_58
                  ) AS r$
                ) AS merchant
                FROM (
                  SELECT payment_55.node_id AS node_id, payment_55.merchant_id AS merchant_id
                  FROM payment AS payment_55
                  WHERE payment_55.merchant_id = objections_18.merchant_id AND payment_55.node_id = objections_18.fact ORDER BY payment_55.recorded_at DESC
                  LIMIT 1
                ) AS fact_56
              ) AS r$
            )), to_json((
              SELECT r$ AS anon_39
              FROM (
                SELECT fact_60.node_id AS id, 'Penalty' AS __typename, (
                  SELECT r$ AS anon_40
                  FROM (
                    SELECT merchant_62.uscc AS uscc
                    FROM (
                      SELECT merchant_61.uscc AS uscc
                      FROM merchant AS merchant_61
                      WHERE merchant_61.superseded_at IS NULL AND merchant_61.merchant_id = fact_60.merchant_id
                    ) AS merchant_62
                  ) AS r$
                ) AS merchant
                FROM (
                  SELECT penalty_59.node_id AS node_id, penalty_59.merchant_id AS merchant_id
                  FROM penalty AS penalty_59
                  WHERE penalty_59.merchant_id = objections_18.merchant_id AND penalty_59.node_id = objections_18.fact ORDER BY penalty_59.recorded_at DESC
                  LIMIT 1
                ) AS fact_60
              ) AS r$
            )), to_json((
              SELECT r$ AS anon_41
              FROM (
                SELECT fact_64.node_id AS id, 'Permit' AS __typename, (
                  SELECT r$ AS anon_42
                  FROM (
                    SELECT merchant_66.uscc AS uscc
                    FROM (
                      SELECT merchant_65.uscc AS uscc
                      FROM merchant AS merchant_65
                      WHERE merchant_65.superseded_at IS NULL AND merchant_65.merchant_id = fact_64.merchant_id
                    ) AS merchant_66
                  ) AS r$
                ) AS merchant, fact_64.number AS number
                FROM (
                  SELECT permit_63.node_id AS node_id, permit_63.merchant_id AS merchant_id, permit_63.number AS number
                  FROM permit AS permit_63
                  WHERE permit_63.merchant_id = objections_18.merchant_id AND permit_63.node_id = objections_18.fact ORDER BY permit_63.recorded_at DESC
                  LIMIT 1
                ) AS fact_64
              ) AS r$
            )), to_json((
              SELECT r$ AS anon_43
              FROM (
                SELECT fact_68.node_id AS id, 'Rating' AS __typename, (
                  SELECT r$ AS anon_44
                  FROM (
                    SELECT merchant_70.uscc AS uscc
                    FROM (
                      SELECT merchant_69.uscc AS uscc
                      FROM merchant AS merchant_69
                      WHERE merchant_69.superseded_at IS NULL AND merchant_69.merchant_id = fact_68.merchant_id
                    ) AS merchant_70
                  ) AS r$
                ) AS merchant
                FROM (
                  SELECT rating_67.node_id AS node_id, rating_67.merchant_id AS merchant_id
                  FROM rating AS rating_67
                  WHERE rating_67.merchant_id = objections_18.merchant_id AND rating_67.node_id = objections_18.fact AND coalesce(rating_67.published_on <= $1::DATE AND rating_67.withdrawn_on IS NULL, false) ORDER BY rating_67.recorded_at DESC
                  LIMIT 1
                ) AS fact_68
              ) AS r$
            )), to_json((
              SELECT r$ AS anon_45
              FROM (
                SELECT fact_72.node_id AS id, 'ReviewSummary' AS __typename, (
                  SELECT r$ AS anon_46
                  FROM (
                    SELECT merchant_74.uscc AS uscc
                    FROM (
                      SELECT merchant_73.uscc AS uscc
                      FROM merchant AS merchant_73
                      WHERE merchant_73.superseded_at IS NULL AND merchant_73.merchant_id = fact_72.merchant_id
                    ) AS merchant_74
                  ) AS r$
                ) AS merchant
                FROM (
                  SELECT reviewsummary_71.node_id AS node_id, reviewsummary_71.merchant_id AS merchant_id
                  FROM review_summary AS reviewsummary_71
                  WHERE reviewsummary_71.merchant_id = objections_18.merchant_id AND reviewsummary_71.node_id = objections_18.fact ORDER BY reviewsummary_71.recorded_at DESC
                  LIMIT 1
                ) AS fact_72
              ) AS r$
            )), to_json((
              SELECT r$ AS anon_47
              FROM (
                SELECT fact_76.node_id AS id, 'Shareholding' AS __typename, (
                  SELECT r$ AS anon_48
                  FROM (
                    SELECT merchant_78.uscc AS uscc
                    FROM (
                      SELECT merchant_77.uscc AS uscc
                      FROM merchant AS merchant_77
                      WHERE merchant_77.superseded_at IS NULL AND merchant_77.merchant_id = fact_76.merchant_id
                    ) AS merchant_78
                  ) AS r$
                ) AS merchant
                FROM (
                  SELECT shareholding_75.node_id AS node_id, shareholding_75.merchant_id AS merchant_id
                  FROM shareholder AS shareholding_75
                  WHERE shareholding_75.merchant_id = objections_18.merchant_id AND shareholding_75.node_id = objections_18.fact ORDER BY shareholding_75.recorded_at DESC
                  LIMIT 1
                ) AS fact_76
              ) AS r$
            ))) AS fact
            FROM objections_18
          ) AS r$
        )) AS nodes
      ) AS r$
    ) AS objections
  ) AS r$
)) AS body, told.marks AS marks, CASE WHEN (recorded.merchants > 100) THEN to_json(array((
  SELECT told.subjects[place] AS anon_49
  FROM generate_series(recorded.merchants / 100, recorded.merchants, recorded.merchants / 100) AS place
))) ELSE CASE WHEN (told.subjects IS NOT NULL) THEN recorded.merchant_ids END END AS subjects, told.sealed AS sealed
FROM told, recorded
-- bound: 1: today, 2: v0, 3: policy, 4: register, 5: proof_stream, 6: proof_record_id, 7: proof_node_id, 8: proof_at, 9: party, 10: proof_subject, 11: proof_purpose, 12: proof_case_number, 13: proof_operation, 14: proof_operation_digest
