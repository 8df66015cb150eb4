-- SQLAlchemy 2.1
WITH merchants_2 AS MATERIALIZED
(
  SELECT merchant_1.merchant_id AS merchant_id
  FROM merchant AS merchant_1
  WHERE merchant_1.superseded_at IS NULL ORDER BY merchant_1.established_on DESC NULLS LAST, merchant_1.uscc ASC
  LIMIT CAST(? AS INTEGER)
)
SELECT CAST(json_object('merchants', json_object('nodes', (
  SELECT json_group_array(json_object('outlets', json_object('nodes', (
    SELECT json_group_array(json_object('merchant', (
      SELECT json_object('outlets', (
        WITH outlets_8 AS MATERIALIZED
        (
          SELECT outlet_7.node_id AS node_id, outlet_7.merchant_id AS merchant_id, row_number() OVER (ORDER BY outlet_7.opened_on DESC NULLS LAST, outlet_7.fact_id DESC, outlet_7.merchant_id ASC) AS _n
          FROM outlet AS outlet_7
          WHERE outlet_7.superseded_at IS NULL AND outlet_7.merchant_id = merchant_6.merchant_id ORDER BY outlet_7.opened_on DESC NULLS LAST, outlet_7.fact_id DESC, outlet_7.merchant_id ASC
          LIMIT CAST(? AS INTEGER)
        )
        SELECT json_object('pageInfo', json_object('hasNextPage', json(CASE WHEN (EXISTS (
          SELECT 1
          FROM outlets_8
          WHERE outlets_8._n > CAST(? AS INTEGER)
        )) THEN 'true' WHEN ((EXISTS (
          SELECT 1
          FROM outlets_8
          WHERE outlets_8._n > CAST(? AS INTEGER)
        )) IS NOT NULL) THEN 'false' END)), 'edges', (
          SELECT json_group_array(json_object('node', json_object('merchant', (
            SELECT json_object('outlets', (
              WITH outlets_12 AS MATERIALIZED
              (
                SELECT outlet_11.merchant_id AS merchant_id, row_number() OVER (ORDER BY outlet_11.opened_on ASC NULLS FIRST, outlet_11.fact_id ASC, outlet_11.merchant_id DESC) AS _n
                FROM outlet AS outlet_11
                WHERE outlet_11.superseded_at IS NULL AND outlet_11.merchant_id = merchant_10.merchant_id ORDER BY outlet_11.opened_on ASC NULLS FIRST, outlet_11.fact_id ASC, outlet_11.merchant_id DESC
                LIMIT CAST(? AS INTEGER)
              )
              SELECT json_object('nodes', (
                SELECT json_group_array(json_object('merchant', (
                  SELECT json_object('uscc', merchant_14.uscc, 'complaints', json_object('totalCount', (
                    SELECT count(*) AS count_1
                    FROM complaint AS complaint_15
                    WHERE complaint_15.superseded_at IS NULL AND complaint_15.merchant_id = merchant_14.merchant_id
                  ))) AS json_object_5
                  FROM (
                    SELECT merchant_13.uscc AS uscc, merchant_13.merchant_id AS merchant_id
                    FROM merchant AS merchant_13
                    WHERE merchant_13.superseded_at IS NULL AND merchant_13.merchant_id = outlets_12.merchant_id
                  ) AS merchant_14
                ))) AS json_group_array_4
                FROM (
                  SELECT outlets_12.merchant_id AS merchant_id
                  FROM outlets_12
                  WHERE outlets_12._n <= CAST(? AS INTEGER) ORDER BY outlets_12._n DESC
                ) AS outlets_12
              )) AS json_object_4
            )) AS json_object_3
            FROM (
              SELECT merchant_9.merchant_id AS merchant_id
              FROM merchant AS merchant_9
              WHERE merchant_9.superseded_at IS NULL AND merchant_9.merchant_id = outlets_8.merchant_id
            ) AS merchant_10
          )))) AS json_group_array_3
          FROM (
            SELECT outlets_8.node_id AS node_id, outlets_8.merchant_id AS merchant_id
            FROM outlets_8
            WHERE outlets_8._n <= CAST(? AS INTEGER) ORDER BY outlets_8._n ASC
          ) AS outlets_8
        )) AS json_object_2
      )) AS json_object_1
      FROM (
        SELECT merchant_5.merchant_id AS merchant_id
        FROM merchant AS merchant_5
        WHERE merchant_5.superseded_at IS NULL AND merchant_5.merchant_id = outlets_4.merchant_id
      ) AS merchant_6
    ))) AS json_group_array_2
    FROM (
      SELECT outlet_3.merchant_id AS merchant_id
      FROM outlet AS outlet_3
      WHERE outlet_3.superseded_at IS NULL AND outlet_3.merchant_id = merchants_2.merchant_id ORDER BY outlet_3.opened_on DESC NULLS LAST, outlet_3.fact_id DESC, outlet_3.merchant_id ASC
      LIMIT CAST(? AS INTEGER)
    ) AS outlets_4
  )))) AS json_group_array_1
  FROM merchants_2
))) AS BLOB) AS body, '' AS marks, json((
  SELECT json_group_array(subjects.merchant_id) AS json_group_array_5
  FROM (
    SELECT merchants_2.merchant_id AS merchant_id
    FROM merchants_2 ORDER BY merchant_id
  ) AS subjects
)) AS subjects, 0 AS sealed
WHERE EXISTS (
  SELECT 1
  FROM rights_epoch AS epoch_17
  WHERE epoch_17.policy = ? AND (? = 0 OR epoch_17.register = ?)
)
-- bound: 1: v0, 2: v3, 3: v2, 4: v2, 5: v5, 6: v4, 7: v2, 8: v1, 9: policy, 10: register, 11: register
