-- SQLAlchemy 2.1
WITH statistics_17 AS MATERIALIZED
(
  SELECT statisticsrow_18.dimension_1 AS dimension_1, statisticsrow_18.key_1 AS key_1, statisticsrow_18.dimension_2 AS dimension_2, statisticsrow_18.key_2 AS key_2, statisticsrow_18.dimension_3 AS dimension_3, statisticsrow_18.key_3 AS key_3, statisticsrow_18.period_from AS period_from, statisticsrow_18.period_until AS period_until, statisticsrow_18.suppressed AS suppressed, statisticsrow_18.merchants AS merchants, statisticsrow_18.linked AS linked, statisticsrow_18.prepaid_balance AS prepaid_balance, statisticsrow_18.in_shortfall AS in_shortfall, statisticsrow_18.complaints AS complaints
  FROM (
    SELECT both_16.period_from AS period_from, both_16.period_until AS period_until, both_16.suppressed AS suppressed, both_16.dimension_1 AS dimension_1, both_16.key_1 AS key_1, both_16.dimension_2 AS dimension_2, both_16.key_2 AS key_2, both_16.dimension_3 AS dimension_3, both_16.key_3 AS key_3, both_16.merchants AS merchants, both_16.linked AS linked, both_16.prepaid_balance AS prepaid_balance, both_16.in_shortfall AS in_shortfall, both_16.complaints AS complaints
    FROM (
      SELECT each_13.since AS period_from, each_13.until AS period_until, false AS suppressed, 'DISTRICT' AS dimension_1, each_13.key_1 AS key_1, CAST(NULL AS VARCHAR) AS dimension_2, '' AS key_2, CAST(NULL AS VARCHAR) AS dimension_3, '' AS key_3, count(DISTINCT each_13.merchant_id) AS merchants, sum(each_13.linked) AS linked, sum(each_13.prepaid_balance) AS prepaid_balance, sum(each_13.in_shortfall) AS in_shortfall, sum(each_13.complaints) AS complaints
      FROM (
        SELECT DISTINCT merchant_3.merchant_id AS merchant_id, period_4.since AS since, period_4.until AS until, coalesce(merchant_3.district, '') AS key_1, 1 AS merchants, CASE WHEN (EXISTS (
          SELECT 1
          FROM link AS link_7
          WHERE link_7.merchant_id = merchant_3.merchant_id AND link_7.superseded_at IS NULL AND link_7.status IN ('LINKED', 'DELINKING') AND (link_7.linked_on IS NULL OR link_7.linked_on <= period_4.until) AND (link_7.delinked_on IS NULL OR link_7.delinked_on > period_4.until)
        )) THEN 1 ELSE 0 END AS linked, (
          SELECT card_report_8.prepaid_balance
          FROM card_report AS card_report_8
          WHERE card_report_8.merchant_id = merchant_3.merchant_id AND card_report_8.superseded_at IS NULL AND card_report_8.reported_for <= period_4.until ORDER BY card_report_8.reported_for DESC, card_report_8.fact_id DESC
          LIMIT 1
        ) AS prepaid_balance, CASE WHEN ((
          SELECT custody_assessment_9.verdict
          FROM custody_assessment AS custody_assessment_9
          WHERE custody_assessment_9.merchant_id = merchant_3.merchant_id AND custody_assessment_9.superseded_at IS NULL AND custody_assessment_9.assessed_for <= period_4.until ORDER BY custody_assessment_9.assessed_for DESC, custody_assessment_9.fact_id DESC
          LIMIT 1
        ) = 'SHORTFALL') THEN 1 ELSE 0 END AS in_shortfall, CASE WHEN merchant_3._a_own_district_open THEN (
          SELECT count(*) AS count_1
          FROM complaint AS complaint_10
          WHERE complaint_10.merchant_id = merchant_3.merchant_id AND complaint_10.superseded_at IS NULL AND complaint_10.received_on >= period_4.since AND complaint_10.received_on <= period_4.until
        ) END AS complaints
        FROM (
          SELECT merchant_1.merchant_id AS merchant_id, merchant_1.district AS district, merchant_1.industry_key AS industry_key, merchant_1.issuer AS issuer, coalesce($1::VARCHAR COLLATE "C" != '' AND (merchant_1.district = $1::VARCHAR COLLATE "C" AND merchant_1.district_basis != 'registration' OR (EXISTS (
            SELECT 1
            FROM outlet AS outlet_11
            WHERE outlet_11.merchant_id = merchant_1.merchant_id AND outlet_11.district = $1::VARCHAR COLLATE "C" AND outlet_11.status = 'OPEN' AND outlet_11.superseded_at IS NULL
          ))), false) AS _a_own_district, coalesce($1::VARCHAR COLLATE "C" != '' AND (merchant_1.district = $1::VARCHAR COLLATE "C" OR (EXISTS (
            SELECT 1
            FROM outlet AS outlet_12
            WHERE outlet_12.merchant_id = merchant_1.merchant_id AND outlet_12.district = $1::VARCHAR COLLATE "C" AND outlet_12.status = 'OPEN' AND outlet_12.superseded_at IS NULL
          ))), false) AS _a_own_district_open
          FROM merchant AS merchant_1
          WHERE merchant_1.superseded_at IS NULL AND coalesce($1::VARCHAR COLLATE "C" != '' AND (merchant_1.district = $1::VARCHAR COLLATE "C" AND merchant_1.district_basis != 'registration' OR (EXISTS (
            SELECT 1
            FROM outlet AS outlet_2
            WHERE outlet_2.merchant_id = merchant_1.merchant_id AND outlet_2.district = $1::VARCHAR COLLATE "C" AND outlet_2.status = 'OPEN' AND outlet_2.superseded_at IS NULL
          ))), false)
        ) AS merchant_3 JOIN (
          SELECT to_date(listed_5.since, 'YYYY-MM-DD') AS since, to_date(listed_5.until, 'YYYY-MM-DD') AS until
          FROM (
            SELECT element.element ->> 'since' AS since, element.element ->> 'until' AS until, element.position AS position
            FROM json_array_elements(CAST($2::VARCHAR AS JSON)) WITH ORDINALITY AS element(element, position)
          ) AS listed_5
        ) AS period_4 ON true
        WHERE $1::VARCHAR COLLATE "C" != '' AND merchant_3.district = $1::VARCHAR COLLATE "C"
      ) AS each_13 GROUP BY each_13.since, each_13.until, each_13.key_1 UNION ALL SELECT cell_14.since AS period_from, cell_14.until AS period_until, CASE WHEN (sum(CASE WHEN (cell_14.suppressed IS false AND cell_14.least >= 5) THEN 0 ELSE 1 END) > 0) THEN true ELSE false END AS suppressed, 'DISTRICT' AS dimension_1, cell_14.district AS key_1, CAST(NULL AS VARCHAR) AS dimension_2, '' AS key_2, CAST(NULL AS VARCHAR) AS dimension_3, '' AS key_3, CASE WHEN (count(CASE WHEN (cell_14.suppressed IS false AND cell_14.least >= 5) THEN cell_14.merchants END) = count(*)) THEN CAST(sum(CASE WHEN (cell_14.suppressed IS false AND cell_14.least >= 5) THEN cell_14.merchants END) AS BIGINT) END AS merchants, CASE WHEN (count(CASE WHEN (cell_14.suppressed IS false AND cell_14.least >= 5) THEN cell_14.linked END) = count(*)) THEN CAST(sum(CASE WHEN (cell_14.suppressed IS false AND cell_14.least >= 5) THEN cell_14.linked END) AS BIGINT) END AS linked, CASE WHEN (count(CASE WHEN (cell_14.suppressed IS false AND cell_14.least >= 5) THEN cell_14.prepaid_balance END) = count(*)) THEN CAST(sum(CASE WHEN (cell_14.suppressed IS false AND cell_14.least >= 5) THEN cell_14.prepaid_balance END) AS BIGINT) END AS prepaid_balance, CASE WHEN (count(CASE WHEN (cell_14.suppressed IS false AND cell_14.least >= 5) THEN cell_14.in_shortfall END) = count(*)) THEN CAST(sum(CASE WHEN (cell_14.suppressed IS false AND cell_14.least >= 5) THEN cell_14.in_shortfall END) AS BIGINT) END AS in_shortfall, CASE WHEN (count(CASE WHEN (cell_14.suppressed IS false AND cell_14.least >= 5) THEN cell_14.complaints END) = count(*)) THEN CAST(sum(CASE WHEN (cell_14.suppressed IS false AND cell_14.least >= 5) THEN cell_14.complaints END) AS BIGINT) END AS complaints
      FROM statistics_cell AS cell_14
      WHERE cell_14.superseded_at IS NULL AND cell_14.level = 'DISTRICT' AND cell_14.since = cell_14.until AND cell_14.until = (
        SELECT max(newest_15.until) AS max_1
        FROM statistics_cell AS newest_15
        WHERE newest_15.superseded_at IS NULL
      ) AND NOT ($1::VARCHAR COLLATE "C" != '' AND cell_14.district = $1::VARCHAR COLLATE "C") GROUP BY cell_14.since, cell_14.until, cell_14.district
    ) AS both_16
  ) AS statisticsrow_18
  WHERE true ORDER BY statisticsrow_18.period_from ASC NULLS LAST, statisticsrow_18.key_1 ASC NULLS LAST, statisticsrow_18.key_2 ASC NULLS LAST, statisticsrow_18.key_3 ASC NULLS LAST
),
told AS MATERIALIZED
(
  SELECT '' AS marks, CAST(array((
    SELECT subjects.merchant_id
    FROM (
      SELECT DISTINCT merchant_1.merchant_id AS merchant_id
      FROM merchant AS merchant_1
      WHERE merchant_1.superseded_at IS NULL AND coalesce($1::VARCHAR COLLATE "C" != '' AND (merchant_1.district = $1::VARCHAR COLLATE "C" AND merchant_1.district_basis != 'registration' OR (EXISTS (
        SELECT 1
        FROM outlet AS outlet_2
        WHERE outlet_2.merchant_id = merchant_1.merchant_id AND outlet_2.district = $1::VARCHAR COLLATE "C" AND outlet_2.status = 'OPEN' AND outlet_2.superseded_at IS NULL
      ))), false) ORDER BY merchant_id
    ) AS subjects
  )) AS BIGINT[]) AS subjects, false AS sealed
  WHERE EXISTS (
    SELECT 1
    FROM rights_epoch AS epoch_24
    WHERE epoch_24.policy = $3::VARCHAR COLLATE "C" AND ($4::BIGINT = 0 OR epoch_24.register = $4::BIGINT)
  )
),
recorded AS
(INSERT INTO access_record (stream, record_id, node_id, at, party, subject, purpose, case_number, operation, operation_digest, policy_version, families, outcome, merchants, merchant_ids, merchants_digest, sealed) SELECT $5::BIGINT AS anon_1, $6::BIGINT AS anon_2, $7::VARCHAR AS anon_3, $8::TIMESTAMP WITH TIME ZONE AS anon_4, $9::VARCHAR COLLATE "C" AS anon_5, $10::VARCHAR AS anon_6, $11::VARCHAR AS anon_7, $12::VARCHAR AS anon_8, $13::VARCHAR AS anon_9, $14::VARCHAR AS anon_10, $3::VARCHAR COLLATE "C" AS anon_11, CAST('["META","STATISTICS"]' AS JSON) AS anon_12, 'ANSWERED' AS anon_13, coalesce(cardinality(told.subjects), 0) AS coalesce_1, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN coalesce(to_json(told.subjects), CAST('[]' AS JSON)) ELSE CAST('[]' AS JSON) END AS anon_14, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN NULL ELSE encode(sha256(convert_to('[' || array_to_string(told.subjects, ',') || ']', 'UTF8')), 'hex') END AS anon_15, told.sealed
FROM told RETURNING access_record.stream, access_record.record_id, access_record.merchants, access_record.merchant_ids),
recent AS
(INSERT INTO access_recent (stream, record_id, merchants) SELECT recorded.stream AS stream, recorded.record_id AS record_id, replace(replace(CAST(recorded.merchant_ids AS VARCHAR), '[', ','), ']', ',') AS replace_1
FROM recorded
WHERE recorded.merchants BETWEEN 1 AND 100)
SELECT row_to_json((
  SELECT r$ AS anon_16
  FROM (
    SELECT array((
      SELECT r$ AS anon_17
      FROM (
        SELECT array((
          SELECT r$ AS anon_18
          FROM (
            SELECT keys_23.dimension AS dimension, keys_23.key AS key, keys_23.label AS label
            FROM (
              SELECT dimensionkey_19.dimension AS dimension, dimensionkey_19.key AS key, dimensionkey_19.label AS label
              FROM (
                SELECT keys_20.dimension AS dimension, keys_20.key AS key, CASE WHEN (keys_20.dimension = 'DISTRICT' AND keys_20.key = '') THEN '未知' WHEN (keys_20.dimension = 'INDUSTRY' AND keys_20.key = '') THEN '未分类' WHEN (keys_20.dimension = 'SYSTEM' AND keys_20.key = 'OWN') THEN '自有业务处理系统' WHEN (keys_20.dimension = 'SYSTEM' AND keys_20.key = 'PUBLIC_BASE') THEN '公共基础业务处理系统' WHEN (keys_20.dimension = 'SYSTEM' AND keys_20.key = '') THEN '未对接' WHEN (keys_20.dimension = 'CUSTODY_METHOD' AND keys_20.key = 'ACCOUNT') THEN '专用存款账户' WHEN (keys_20.dimension = 'CUSTODY_METHOD' AND keys_20.key = 'COVER') THEN '保险、保函' WHEN (keys_20.dimension = 'CUSTODY_METHOD' AND keys_20.key = 'BOTH') THEN '账户并保险、保函' WHEN (keys_20.dimension = 'CUSTODY_METHOD' AND keys_20.key = '') THEN '无' WHEN (keys_20.dimension = 'ISSUE_PERIOD' AND keys_20.key = '') THEN '未对接' WHEN (keys_20.dimension = 'ISSUER' AND keys_20.key = 'NOT_KNOWN') THEN '未知是否发卡' WHEN (keys_20.dimension = 'ISSUER' AND keys_20.key = 'REPORTED') THEN '反映发卡' WHEN (keys_20.dimension = 'ISSUER' AND keys_20.key = 'CONFIRMED') THEN '确认发卡' WHEN (keys_20.dimension = 'ISSUER' AND keys_20.key = 'CEASED') THEN '已停止发卡' WHEN (keys_20.dimension = 'ISSUER' AND keys_20.key = '') THEN '未开放' WHEN (keys_20.dimension = 'RISK_CODE' AND keys_20.key = 'GREEN') THEN '绿码' WHEN (keys_20.dimension = 'RISK_CODE' AND keys_20.key = 'YELLOW') THEN '黄码' WHEN (keys_20.dimension = 'RISK_CODE' AND keys_20.key = 'RED') THEN '红码' WHEN (keys_20.dimension = 'RISK_CODE' AND keys_20.key = 'BLACK') THEN '黑码' WHEN (keys_20.dimension = 'RISK_CODE' AND keys_20.key = '') THEN '无码' WHEN (keys_20.dimension = 'LIGHT' AND keys_20.key = 'GREEN') THEN '绿灯' WHEN (keys_20.dimension = 'LIGHT' AND keys_20.key = 'YELLOW') THEN '黄灯' WHEN (keys_20.dimension = 'LIGHT' AND keys_20.key = 'RED') THEN '红灯' WHEN (keys_20.dimension = 'LIGHT' AND keys_20.key = '') THEN '无灯' WHEN (keys_20.dimension = 'LINK_STATUS' AND keys_20.key = 'UNLINKED') THEN '未对接' WHEN (keys_20.dimension = 'LINK_STATUS' AND keys_20.key = 'LINKED') THEN '已对接' WHEN (keys_20.dimension = 'LINK_STATUS' AND keys_20.key = 'NOT_REQUIRED') THEN '无须对接' WHEN (keys_20.dimension = 'LINK_STATUS' AND keys_20.key = 'DELINKING') THEN '解除对接中' WHEN (keys_20.dimension = 'LINK_STATUS' AND keys_20.key = 'DELINKED') THEN '已解除对接' WHEN (keys_20.dimension = 'LINK_STATUS' AND keys_20.key = '') THEN '未知' WHEN (keys_20.dimension = 'DISTRICT') THEN coalesce((
                  SELECT district_21.name
                  FROM district AS district_21
                  WHERE district_21.code = keys_20.key
                ), keys_20.key) WHEN (keys_20.dimension = 'INDUSTRY') THEN coalesce((
                  SELECT industry_22.name
                  FROM industry AS industry_22
                  WHERE (CAST(industry_22.edition AS VARCHAR) || ':' || industry_22.code) = keys_20.key
                  LIMIT 1
                ), keys_20.key) WHEN (keys_20.dimension = 'ISSUE_PERIOD') THEN keys_20.key || '年' ELSE keys_20.key END AS label, keys_20.position AS position
                FROM (
                  SELECT statistics_17.dimension_1 AS dimension, statistics_17.key_1 AS key, 1 AS position
                  WHERE statistics_17.dimension_1 IS NOT NULL UNION ALL SELECT statistics_17.dimension_2 AS dimension, statistics_17.key_2 AS key, 2 AS position
                  WHERE statistics_17.dimension_2 IS NOT NULL UNION ALL SELECT statistics_17.dimension_3 AS dimension, statistics_17.key_3 AS key, 3 AS position
                  WHERE statistics_17.dimension_3 IS NOT NULL
                ) AS keys_20
              ) AS dimensionkey_19
              WHERE true ORDER BY dimensionkey_19.position ASC NULLS LAST
            ) AS keys_23
          ) AS r$
        )) AS keys, statistics_17.period_from AS "periodFrom", statistics_17.period_until AS "periodUntil", statistics_17.suppressed AS suppressed, statistics_17.merchants AS merchants, statistics_17.linked AS linked, CAST(statistics_17.prepaid_balance * 0.01 AS TEXT) AS "prepaidBalance", statistics_17.in_shortfall AS "inShortfall", statistics_17.complaints AS complaints
        FROM statistics_17
      ) AS r$
    )) AS statistics
  ) AS r$
)) AS body, told.marks AS marks, CASE WHEN (recorded.merchants > 100) THEN to_json(array((
  SELECT told.subjects[place] AS anon_19
  FROM generate_series(recorded.merchants / 100, recorded.merchants, recorded.merchants / 100) AS place
))) ELSE CASE WHEN (told.subjects IS NOT NULL) THEN recorded.merchant_ids END END AS subjects, told.sealed AS sealed
FROM told, recorded
-- bound: 1: district, 2: v0, 3: policy, 4: register, 5: proof_stream, 6: proof_record_id, 7: proof_node_id, 8: proof_at, 9: party, 10: proof_subject, 11: proof_purpose, 12: proof_case_number, 13: proof_operation, 14: proof_operation_digest
