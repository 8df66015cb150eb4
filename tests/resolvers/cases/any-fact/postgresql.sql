-- SQLAlchemy 2.1
WITH objections_3 AS MATERIALIZED
(
  SELECT objection_1.coordinate AS coordinate, objection_1.status AS status, objection_1.merchant_id AS merchant_id, objection_1.fact AS fact
  FROM objection AS objection_1 JOIN merchant AS merchant_2 ON merchant_2.merchant_id = objection_1.merchant_id AND merchant_2.superseded_at IS NULL
  WHERE objection_1.superseded_at IS NULL ORDER BY objection_1.filed_on DESC, objection_1.fact_id DESC, objection_1.merchant_id ASC
  LIMIT $1::INTEGER
),
answer AS MATERIALIZED
(
  SELECT row_to_json((
    SELECT r$ AS anon_1
    FROM (
      SELECT (
        SELECT r$ AS anon_2
        FROM (
          SELECT array((
            SELECT r$ AS anon_3
            FROM (
              SELECT objections_3.coordinate AS coordinate, objections_3.status AS status, coalesce(to_json((
                SELECT r$ AS anon_4
                FROM (
                  SELECT fact_5.node_id AS id, 'AnnualRevenue' AS __typename, (
                    SELECT r$ AS anon_5
                    FROM (
                      SELECT merchant_7.uscc AS uscc
                      FROM (
                        SELECT merchant_6.uscc AS uscc
                        FROM merchant AS merchant_6
                        WHERE merchant_6.superseded_at IS NULL AND merchant_6.merchant_id = fact_5.merchant_id
                      ) AS merchant_7
                    ) AS r$
                  ) AS merchant
                  FROM (
                    SELECT annualrevenue_4.node_id AS node_id, annualrevenue_4.merchant_id AS merchant_id
                    FROM revenue AS annualrevenue_4
                    WHERE annualrevenue_4.merchant_id = objections_3.merchant_id AND annualrevenue_4.node_id = objections_3.fact ORDER BY annualrevenue_4.recorded_at DESC
                    LIMIT 1
                  ) AS fact_5
                ) AS r$
              )), to_json((
                SELECT r$ AS anon_6
                FROM (
                  SELECT fact_9.node_id AS id, 'CardReport' AS __typename, (
                    SELECT r$ AS anon_7
                    FROM (
                      SELECT merchant_11.uscc AS uscc
                      FROM (
                        SELECT merchant_10.uscc AS uscc
                        FROM merchant AS merchant_10
                        WHERE merchant_10.superseded_at IS NULL AND merchant_10.merchant_id = fact_9.merchant_id
                      ) AS merchant_11
                    ) AS r$
                  ) AS merchant
                  FROM (
                    SELECT cardreport_8.node_id AS node_id, cardreport_8.merchant_id AS merchant_id
                    FROM card_report AS cardreport_8
                    WHERE cardreport_8.merchant_id = objections_3.merchant_id AND cardreport_8.node_id = objections_3.fact ORDER BY cardreport_8.recorded_at DESC
                    LIMIT 1
                  ) AS fact_9
                ) AS r$
              )), to_json((
                SELECT r$ AS anon_8
                FROM (
                  SELECT fact_13.node_id AS id, 'Complaint' AS __typename, (
                    SELECT r$ AS anon_9
                    FROM (
                      SELECT merchant_15.uscc AS uscc
                      FROM (
                        SELECT merchant_14.uscc AS uscc
                        FROM merchant AS merchant_14
                        WHERE merchant_14.superseded_at IS NULL AND merchant_14.merchant_id = fact_13.merchant_id
                      ) AS merchant_15
                    ) AS r$
                  ) AS merchant
                  FROM (
                    SELECT complaint_12.node_id AS node_id, complaint_12.merchant_id AS merchant_id
                    FROM complaint AS complaint_12
                    WHERE complaint_12.merchant_id = objections_3.merchant_id AND complaint_12.node_id = objections_3.fact ORDER BY complaint_12.recorded_at DESC
                    LIMIT 1
                  ) AS fact_13
                ) AS r$
              )), to_json((
                SELECT r$ AS anon_10
                FROM (
                  SELECT fact_17.node_id AS id, 'CustodyAccount' AS __typename, (
                    SELECT r$ AS anon_11
                    FROM (
                      SELECT merchant_19.uscc AS uscc
                      FROM (
                        SELECT merchant_18.uscc AS uscc
                        FROM merchant AS merchant_18
                        WHERE merchant_18.superseded_at IS NULL AND merchant_18.merchant_id = fact_17.merchant_id
                      ) AS merchant_19
                    ) AS r$
                  ) AS merchant
                  FROM (
                    SELECT custodyaccount_16.node_id AS node_id, custodyaccount_16.merchant_id AS merchant_id
                    FROM custody_account AS custodyaccount_16
                    WHERE custodyaccount_16.merchant_id = objections_3.merchant_id AND custodyaccount_16.node_id = objections_3.fact ORDER BY custodyaccount_16.recorded_at DESC
                    LIMIT 1
                  ) AS fact_17
                ) AS r$
              )), to_json((
                SELECT r$ AS anon_12
                FROM (
                  SELECT fact_21.node_id AS id, 'EquityFreeze' AS __typename, (
                    SELECT r$ AS anon_13
                    FROM (
                      SELECT merchant_23.uscc AS uscc
                      FROM (
                        SELECT merchant_22.uscc AS uscc
                        FROM merchant AS merchant_22
                        WHERE merchant_22.superseded_at IS NULL AND merchant_22.merchant_id = fact_21.merchant_id
                      ) AS merchant_23
                    ) AS r$
                  ) AS merchant
                  FROM (
                    SELECT equityfreeze_20.node_id AS node_id, equityfreeze_20.merchant_id AS merchant_id
                    FROM equity_freeze AS equityfreeze_20
                    WHERE equityfreeze_20.merchant_id = objections_3.merchant_id AND equityfreeze_20.node_id = objections_3.fact ORDER BY equityfreeze_20.recorded_at DESC
                    LIMIT 1
                  ) AS fact_21
                ) AS r$
              )), to_json((
                SELECT r$ AS anon_14
                FROM (
                  SELECT fact_25.node_id AS id, 'Filing' AS __typename, (
                    SELECT r$ AS anon_15
                    FROM (
                      SELECT merchant_27.uscc AS uscc
                      FROM (
                        SELECT merchant_26.uscc AS uscc
                        FROM merchant AS merchant_26
                        WHERE merchant_26.superseded_at IS NULL AND merchant_26.merchant_id = fact_25.merchant_id
                      ) AS merchant_27
                    ) AS r$
                  ) AS merchant
                  FROM (
                    SELECT filing_24.node_id AS node_id, filing_24.merchant_id AS merchant_id
                    FROM filing AS filing_24
                    WHERE filing_24.merchant_id = objections_3.merchant_id AND filing_24.node_id = objections_3.fact ORDER BY filing_24.recorded_at DESC
                    LIMIT 1
                  ) AS fact_25
                ) AS r$
              )), to_json((
                SELECT r$ AS anon_16
                FROM (
                  SELECT fact_29.node_id AS id, 'Guarantee' AS __typename, (
                    SELECT r$ AS anon_17
                    FROM (
                      SELECT merchant_31.uscc AS uscc
                      FROM (
                        SELECT merchant_30.uscc AS uscc
                        FROM merchant AS merchant_30
                        WHERE merchant_30.superseded_at IS NULL AND merchant_30.merchant_id = fact_29.merchant_id
                      ) AS merchant_31
                    ) AS r$
                  ) AS merchant
                  FROM (
                    SELECT guarantee_28.node_id AS node_id, guarantee_28.merchant_id AS merchant_id
                    FROM guarantee AS guarantee_28
                    WHERE guarantee_28.merchant_id = objections_3.merchant_id AND guarantee_28.node_id = objections_3.fact ORDER BY guarantee_28.recorded_at DESC
                    LIMIT 1
                  ) AS fact_29
                ) AS r$
              )), to_json((
                SELECT r$ AS anon_18
                FROM (
                  SELECT fact_33.node_id AS id, 'Listing' AS __typename, (
                    SELECT r$ AS anon_19
                    FROM (
                      SELECT merchant_35.uscc AS uscc
                      FROM (
                        SELECT merchant_34.uscc AS uscc
                        FROM merchant AS merchant_34
                        WHERE merchant_34.superseded_at IS NULL AND merchant_34.merchant_id = fact_33.merchant_id
                      ) AS merchant_35
                    ) AS r$
                  ) AS merchant
                  FROM (
                    SELECT listing_32.node_id AS node_id, listing_32.merchant_id AS merchant_id
                    FROM listing AS listing_32
                    WHERE listing_32.merchant_id = objections_3.merchant_id AND listing_32.node_id = objections_3.fact ORDER BY listing_32.recorded_at DESC
                    LIMIT 1
                  ) AS fact_33
                ) AS r$
              )), to_json((
                SELECT r$ AS anon_20
                FROM (
                  SELECT fact_37.node_id AS id, 'Outlet' AS __typename, (
                    SELECT r$ AS anon_21
                    FROM (
                      SELECT merchant_39.uscc AS uscc
                      FROM (
                        SELECT merchant_38.uscc AS uscc
                        FROM merchant AS merchant_38
                        WHERE merchant_38.superseded_at IS NULL AND merchant_38.merchant_id = fact_37.merchant_id
                      ) AS merchant_39
                    ) AS r$
                  ) AS merchant, fact_37.code AS code
                  FROM (
                    SELECT outlet_36.node_id AS node_id, outlet_36.merchant_id AS merchant_id, outlet_36.code AS code
                    FROM outlet AS outlet_36
                    WHERE outlet_36.merchant_id = objections_3.merchant_id AND outlet_36.node_id = objections_3.fact ORDER BY outlet_36.recorded_at DESC
                    LIMIT 1
                  ) AS fact_37
                ) AS r$
              )), to_json((
                SELECT r$ AS anon_22
                FROM (
                  SELECT fact_41.node_id AS id, 'Payment' AS __typename, (
                    SELECT r$ AS anon_23
                    FROM (
                      SELECT merchant_43.uscc AS uscc
                      FROM (
                        SELECT merchant_42.uscc AS uscc
                        FROM merchant AS merchant_42
                        WHERE merchant_42.superseded_at IS NULL AND merchant_42.merchant_id = fact_41.merchant_id
                      ) AS merchant_43
                    ) AS r$
                  ) AS merchant
                  FROM (
                    SELECT payment_40.node_id AS node_id, payment_40.merchant_id AS merchant_id
                    FROM payment AS payment_40
                    WHERE payment_40.merchant_id = objections_3.merchant_id AND payment_40.node_id = objections_3.fact ORDER BY payment_40.recorded_at DESC
                    LIMIT 1
                  ) AS fact_41
                ) AS r$
              )), to_json((
                SELECT r$ AS anon_24
                FROM (
                  SELECT fact_45.node_id AS id, 'Penalty' AS __typename, (
                    SELECT r$ AS anon_25
                    FROM (
                      SELECT merchant_47.uscc AS uscc
                      FROM (
                        SELECT merchant_46.uscc AS uscc
                        FROM merchant AS merchant_46
                        WHERE merchant_46.superseded_at IS NULL AND merchant_46.merchant_id = fact_45.merchant_id
                      ) AS merchant_47
                    ) AS r$
                  ) AS merchant
                  FROM (
                    SELECT penalty_44.node_id AS node_id, penalty_44.merchant_id AS merchant_id
                    FROM penalty AS penalty_44
                    WHERE penalty_44.merchant_id = objections_3.merchant_id AND penalty_44.node_id = objections_3.fact ORDER BY penalty_44.recorded_at DESC
                    LIMIT 1
                  ) AS fact_45
                ) AS r$
              )), to_json((
                SELECT r$ AS anon_26
                FROM (
                  SELECT fact_49.node_id AS id, 'Permit' AS __typename, (
                    SELECT r$ AS anon_27
                    FROM (
                      SELECT merchant_51.uscc AS uscc
                      FROM (
                        SELECT merchant_50.uscc AS uscc
                        FROM merchant AS merchant_50
                        WHERE merchant_50.superseded_at IS NULL AND merchant_50.merchant_id = fact_49.merchant_id
                      ) AS merchant_51
                    ) AS r$
                  ) AS merchant, fact_49.number AS number
                  FROM (
                    SELECT permit_48.node_id AS node_id, permit_48.merchant_id AS merchant_id, permit_48.number AS number
                    FROM permit AS permit_48
                    WHERE permit_48.merchant_id = objections_3.merchant_id AND permit_48.node_id = objections_3.fact ORDER BY permit_48.recorded_at DESC
                    LIMIT 1
                  ) AS fact_49
                ) AS r$
              )), to_json((
                SELECT r$ AS anon_28
                FROM (
                  SELECT fact_53.node_id AS id, 'Rating' AS __typename, (
                    SELECT r$ AS anon_29
                    FROM (
                      SELECT merchant_55.uscc AS uscc
                      FROM (
                        SELECT merchant_54.uscc AS uscc
                        FROM merchant AS merchant_54
                        WHERE merchant_54.superseded_at IS NULL AND merchant_54.merchant_id = fact_53.merchant_id
                      ) AS merchant_55
                    ) AS r$
                  ) AS merchant
                  FROM (
                    SELECT rating_52.node_id AS node_id, rating_52.merchant_id AS merchant_id
                    FROM rating AS rating_52
                    WHERE rating_52.merchant_id = objections_3.merchant_id AND rating_52.node_id = objections_3.fact AND coalesce(rating_52.published_on <= $2::DATE AND rating_52.withdrawn_on IS NULL, false) ORDER BY rating_52.recorded_at DESC
                    LIMIT 1
                  ) AS fact_53
                ) AS r$
              )), to_json((
                SELECT r$ AS anon_30
                FROM (
                  SELECT fact_57.node_id AS id, 'ReviewSummary' AS __typename, (
                    SELECT r$ AS anon_31
                    FROM (
                      SELECT merchant_59.uscc AS uscc
                      FROM (
                        SELECT merchant_58.uscc AS uscc
                        FROM merchant AS merchant_58
                        WHERE merchant_58.superseded_at IS NULL AND merchant_58.merchant_id = fact_57.merchant_id
                      ) AS merchant_59
                    ) AS r$
                  ) AS merchant
                  FROM (
                    SELECT reviewsummary_56.node_id AS node_id, reviewsummary_56.merchant_id AS merchant_id
                    FROM review_summary AS reviewsummary_56
                    WHERE reviewsummary_56.merchant_id = objections_3.merchant_id AND reviewsummary_56.node_id = objections_3.fact ORDER BY reviewsummary_56.recorded_at DESC
                    LIMIT 1
                  ) AS fact_57
                ) AS r$
              )), to_json((
                SELECT r$ AS anon_32
                FROM (
                  SELECT fact_61.node_id AS id, 'Shareholding' AS __typename, (
                    SELECT r$ AS anon_33
                    FROM (
                      SELECT merchant_63.uscc AS uscc
                      FROM (
                        SELECT merchant_62.uscc AS uscc
                        FROM merchant AS merchant_62
                        WHERE merchant_62.superseded_at IS NULL AND merchant_62.merchant_id = fact_61.merchant_id
                      ) AS merchant_63
                    ) AS r$
                  ) AS merchant
                  FROM (
                    SELECT shareholding_60.node_id AS node_id, shareholding_60.merchant_id AS merchant_id
                    FROM shareholder AS shareholding_60
                    WHERE shareholding_60.merchant_id = objections_3.merchant_id AND shareholding_60.node_id = objections_3.fact ORDER BY shareholding_60.recorded_at DESC
                    LIMIT 1
                  ) AS fact_61
                ) AS r$
              ))) AS fact
              FROM objections_3
            ) AS r$
          )) AS nodes
        ) AS r$
      ) AS objections
    ) AS r$
  )) AS body, '' AS marks, to_json(array((
    SELECT subjects.merchant_id
    FROM (
      SELECT DISTINCT objections_3.merchant_id AS merchant_id
      FROM objections_3
    ) AS subjects
  ))) AS subjects, false AS sealed
  WHERE EXISTS (
    SELECT 1
    FROM rights_epoch AS epoch_64
    WHERE epoch_64.policy = $3::VARCHAR COLLATE "C" AND ($4::BIGINT = 0 OR epoch_64.register = $4::BIGINT)
  )
),
recorded AS
(INSERT INTO access_record (stream, record_id, node_id, at, party, subject, purpose, case_number, operation, operation_digest, policy_version, families, outcome, merchants, merchant_ids, merchants_digest, sealed) SELECT $5::BIGINT AS anon_34, $6::BIGINT AS anon_35, $7::VARCHAR AS anon_36, $8::TIMESTAMP WITH TIME ZONE AS anon_37, $9::VARCHAR AS anon_38, $10::VARCHAR AS anon_39, $11::VARCHAR AS anon_40, $12::VARCHAR AS anon_41, $13::VARCHAR AS anon_42, $14::VARCHAR AS anon_43, $15::VARCHAR AS anon_44, $16::JSON AS anon_45, 'ANSWERED' AS anon_46, json_array_length(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON))) AS json_array_length_1, CASE WHEN (json_array_length(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON))) <= 100) THEN coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON)) ELSE CAST('[]' AS JSON) END AS anon_47, CASE WHEN (json_array_length(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON))) <= 100) THEN NULL ELSE encode(sha256(convert_to(CAST(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON)) AS VARCHAR), 'UTF8')), 'hex') END AS anon_48, answer.sealed
FROM answer),
about AS
(INSERT INTO access_subject (merchant_id, stream, record_id) SELECT CAST(each.value AS BIGINT) AS value, $5::BIGINT AS anon_49, $6::BIGINT AS anon_50
FROM answer JOIN json_array_elements_text(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON))) AS each ON json_array_length(coalesce(CAST(answer.subjects AS JSON), CAST('[]' AS JSON))) <= 100)
SELECT answer.body AS body, answer.marks AS marks, answer.subjects AS subjects, answer.sealed AS sealed
FROM answer
-- bound: 1: v0, 2: today, 3: policy, 4: register, 5: proof_stream, 6: proof_record_id, 7: proof_node_id, 8: proof_at, 9: proof_party, 10: proof_subject, 11: proof_purpose, 12: proof_case_number, 13: proof_operation, 14: proof_operation_digest, 15: proof_policy_version, 16: proof_families
