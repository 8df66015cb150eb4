-- SQLAlchemy 2.1
WITH statistics_3 AS MATERIALIZED
(
  SELECT statisticsrow_4.dimension_1 AS dimension_1, statisticsrow_4.key_1 AS key_1, statisticsrow_4.dimension_2 AS dimension_2, statisticsrow_4.key_2 AS key_2, statisticsrow_4.dimension_3 AS dimension_3, statisticsrow_4.key_3 AS key_3, statisticsrow_4.period_until AS period_until, statisticsrow_4.suppressed AS suppressed, statisticsrow_4.merchants AS merchants, statisticsrow_4.linked AS linked, statisticsrow_4.required AS required
  FROM (
    SELECT cell_1.since AS period_from, cell_1.until AS period_until, CASE WHEN (sum(CASE WHEN (cell_1.suppressed IS false AND cell_1.least >= 5) THEN 0 ELSE 1 END) > 0) THEN true ELSE false END AS suppressed, 'RISK_CODE' AS dimension_1, cell_1.risk_code AS key_1, CAST(NULL AS VARCHAR) AS dimension_2, '' AS key_2, CAST(NULL AS VARCHAR) AS dimension_3, '' AS key_3, ((CASE WHEN (count(CASE WHEN (cell_1.suppressed IS false AND cell_1.least >= 5) THEN cell_1.merchants END) = count(*)) THEN CAST(sum(CASE WHEN (cell_1.suppressed IS false AND cell_1.least >= 5) THEN cell_1.merchants END) AS BIGINT) END + 2) / 5) * 5 AS merchants, ((CASE WHEN (count(CASE WHEN (cell_1.suppressed IS false AND cell_1.least >= 5) THEN cell_1.linked END) = count(*)) THEN CAST(sum(CASE WHEN (cell_1.suppressed IS false AND cell_1.least >= 5) THEN cell_1.linked END) AS BIGINT) END + 2) / 5) * 5 AS linked, CAST(NULL AS BIGINT) AS required
    FROM statistics_cell AS cell_1
    WHERE cell_1.superseded_at IS NULL AND cell_1.level = 'DISTRICT+RISK_CODE' AND cell_1.district = any($1::TEXT[] COLLATE "C") AND cell_1.since = cell_1.until AND cell_1.until = (
      SELECT max(newest_2.until) AS max_1
      FROM statistics_cell AS newest_2
      WHERE newest_2.superseded_at IS NULL
    ) GROUP BY cell_1.since, cell_1.until, cell_1.risk_code
  ) AS statisticsrow_4
  WHERE true ORDER BY statisticsrow_4.period_from ASC NULLS LAST, statisticsrow_4.key_1 ASC NULLS LAST, statisticsrow_4.key_2 ASC NULLS LAST, statisticsrow_4.key_3 ASC NULLS LAST
),
told AS MATERIALIZED
(
  SELECT '' AS marks, CAST(NULL AS BIGINT[]) AS subjects, false AS sealed, (
    SELECT data_version.version
    FROM data_version
  ) AS version
  WHERE EXISTS (
    SELECT 1
    FROM rights_epoch AS epoch_10
    WHERE epoch_10.policy = $2::VARCHAR COLLATE "C" AND ($3::BIGINT = 0 OR epoch_10.register = $3::BIGINT)
  )
),
counted AS
(INSERT INTO access_counter (minute, operation_digest, outcome, merchant_id, day, answers) SELECT $4::TIMESTAMP WITH TIME ZONE AS anon_1, $5::VARCHAR AS anon_2, 'ANSWERED' AS anon_3, CASE WHEN (coalesce(cardinality(told.subjects), 0) = 1) THEN told.subjects[1] ELSE 0 END AS anon_4, $6::DATE AS anon_5, 1 AS anon_6
FROM told ON CONFLICT (minute, operation_digest, outcome, merchant_id) DO UPDATE SET answers = (access_counter.answers + excluded.answers))
SELECT row_to_json((
  SELECT r$ AS anon_7
  FROM (
    SELECT array((
      SELECT r$ AS anon_8
      FROM (
        SELECT array((
          SELECT r$ AS anon_9
          FROM (
            SELECT keys_9.key AS key, keys_9.label AS label
            FROM (
              SELECT dimensionkey_5.key AS key, dimensionkey_5.label AS label
              FROM (
                SELECT keys_6.dimension AS dimension, keys_6.key AS key, CASE WHEN (keys_6.dimension = 'DISTRICT' AND keys_6.key = '') THEN '未知' WHEN (keys_6.dimension = 'INDUSTRY' AND keys_6.key = '') THEN '未分类' WHEN (keys_6.dimension = 'SYSTEM' AND keys_6.key = 'OWN') THEN '自有业务处理系统' WHEN (keys_6.dimension = 'SYSTEM' AND keys_6.key = 'PUBLIC_BASE') THEN '公共基础业务处理系统' WHEN (keys_6.dimension = 'SYSTEM' AND keys_6.key = '') THEN '未对接' WHEN (keys_6.dimension = 'CUSTODY_METHOD' AND keys_6.key = 'ACCOUNT') THEN '专用存款账户' WHEN (keys_6.dimension = 'CUSTODY_METHOD' AND keys_6.key = 'COVER') THEN '保险、保函' WHEN (keys_6.dimension = 'CUSTODY_METHOD' AND keys_6.key = 'BOTH') THEN '账户并保险、保函' WHEN (keys_6.dimension = 'CUSTODY_METHOD' AND keys_6.key = '') THEN '无' WHEN (keys_6.dimension = 'ISSUE_PERIOD' AND keys_6.key = '') THEN '未对接' WHEN (keys_6.dimension = 'ISSUER' AND keys_6.key = 'NOT_KNOWN') THEN '未知是否发卡' WHEN (keys_6.dimension = 'ISSUER' AND keys_6.key = 'REPORTED') THEN '反映发卡' WHEN (keys_6.dimension = 'ISSUER' AND keys_6.key = 'CONFIRMED') THEN '确认发卡' WHEN (keys_6.dimension = 'ISSUER' AND keys_6.key = 'CEASED') THEN '已停止发卡' WHEN (keys_6.dimension = 'ISSUER' AND keys_6.key = '') THEN '未开放' WHEN (keys_6.dimension = 'RISK_CODE' AND keys_6.key = 'GREEN') THEN '绿码' WHEN (keys_6.dimension = 'RISK_CODE' AND keys_6.key = 'YELLOW') THEN '黄码' WHEN (keys_6.dimension = 'RISK_CODE' AND keys_6.key = 'RED') THEN '红码' WHEN (keys_6.dimension = 'RISK_CODE' AND keys_6.key = 'BLACK') THEN '黑码' WHEN (keys_6.dimension = 'RISK_CODE' AND keys_6.key = '') THEN '无码' WHEN (keys_6.dimension = 'LIGHT' AND keys_6.key = 'GREEN') THEN '绿灯' WHEN (keys_6.dimension = 'LIGHT' AND keys_6.key = 'YELLOW') THEN '黄灯' WHEN (keys_6.dimension = 'LIGHT' AND keys_6.key = 'RED') THEN '红灯' WHEN (keys_6.dimension = 'LIGHT' AND keys_6.key = '') THEN '无灯' WHEN (keys_6.dimension = 'LINK_STATUS' AND keys_6.key = 'UNLINKED') THEN '未对接' WHEN (keys_6.dimension = 'LINK_STATUS' AND keys_6.key = 'LINKED') THEN '已对接' WHEN (keys_6.dimension = 'LINK_STATUS' AND keys_6.key = 'NOT_REQUIRED') THEN '无须对接' WHEN (keys_6.dimension = 'LINK_STATUS' AND keys_6.key = 'DELINKING') THEN '解除对接中' WHEN (keys_6.dimension = 'LINK_STATUS' AND keys_6.key = 'DELINKED') THEN '已解除对接' WHEN (keys_6.dimension = 'LINK_STATUS' AND keys_6.key = '') THEN '未知' WHEN (keys_6.dimension = 'DISTRICT') THEN coalesce((
                  SELECT district_7.name
                  FROM district AS district_7
                  WHERE district_7.code = keys_6.key
                ), keys_6.key) WHEN (keys_6.dimension = 'INDUSTRY') THEN coalesce((
                  SELECT industry_8.name
                  FROM industry AS industry_8
                  WHERE (CAST(industry_8.edition AS VARCHAR) || ':' || industry_8.code) = keys_6.key
                  LIMIT 1
                ), keys_6.key) WHEN (keys_6.dimension = 'ISSUE_PERIOD') THEN keys_6.key || '年' ELSE keys_6.key END AS label, keys_6.position AS position
                FROM (
                  SELECT statistics_3.dimension_1 AS dimension, statistics_3.key_1 AS key, 1 AS position
                  WHERE statistics_3.dimension_1 IS NOT NULL UNION ALL SELECT statistics_3.dimension_2 AS dimension, statistics_3.key_2 AS key, 2 AS position
                  WHERE statistics_3.dimension_2 IS NOT NULL UNION ALL SELECT statistics_3.dimension_3 AS dimension, statistics_3.key_3 AS key, 3 AS position
                  WHERE statistics_3.dimension_3 IS NOT NULL
                ) AS keys_6
              ) AS dimensionkey_5
              WHERE true ORDER BY dimensionkey_5.position ASC NULLS LAST
            ) AS keys_9
          ) AS r$
        )) AS keys, statistics_3.period_until AS "periodUntil", statistics_3.suppressed AS suppressed, statistics_3.merchants AS merchants, statistics_3.linked AS linked, CAST(statistics_3.required * 0.01 AS TEXT) AS required
        FROM statistics_3
      ) AS r$
    )) AS statistics
  ) AS r$
)) AS body, told.marks AS marks, CASE WHEN (coalesce(cardinality(told.subjects), 0) > 100) THEN to_json(array((
  SELECT told.subjects[place] AS anon_10
  FROM generate_series(coalesce(cardinality(told.subjects), 0) / 100, coalesce(cardinality(told.subjects), 0), coalesce(cardinality(told.subjects), 0) / 100) AS place
))) ELSE to_json(told.subjects) END AS subjects, told.sealed AS sealed, told.version AS version
FROM told
-- bound: 1: v0, 2: policy, 3: register, 4: proof_minute, 5: proof_operation_digest, 6: proof_day
