-- SQLAlchemy 2.1
WITH merchants_2 AS MATERIALIZED
(
  SELECT merchant_1.merchant_id AS merchant_id
  FROM merchant AS merchant_1
  WHERE merchant_1.superseded_at IS NULL ORDER BY merchant_1.established_on DESC NULLS LAST, merchant_1.uscc ASC
  LIMIT $1::INTEGER
),
told AS MATERIALIZED
(
  SELECT '' AS marks, CAST(array((
    SELECT subjects.merchant_id
    FROM (
      SELECT merchants_2.merchant_id AS merchant_id
      FROM merchants_2 ORDER BY merchant_id
    ) AS subjects
  )) AS BIGINT[]) AS subjects, false AS sealed
  WHERE EXISTS (
    SELECT 1
    FROM rights_epoch AS epoch_17
    WHERE epoch_17.policy = $2::VARCHAR COLLATE "C" AND ($3::BIGINT = 0 OR epoch_17.register = $3::BIGINT)
  )
),
recorded AS
(INSERT INTO access_record (stream, record_id, node_id, at, party, subject, purpose, case_number, operation, operation_digest, policy_version, families, outcome, merchants, merchant_ids, merchants_digest, sealed) SELECT $4::BIGINT AS anon_1, $5::BIGINT AS anon_2, $6::VARCHAR AS anon_3, $7::TIMESTAMP WITH TIME ZONE AS anon_4, $8::VARCHAR COLLATE "C" AS anon_5, $9::VARCHAR AS anon_6, $10::VARCHAR AS anon_7, $11::VARCHAR AS anon_8, $12::VARCHAR AS anon_9, $13::VARCHAR AS anon_10, $2::VARCHAR COLLATE "C" AS anon_11, CAST('["COMPLAINTS","META","PUBLIC"]' AS JSON) AS anon_12, 'ANSWERED' AS anon_13, coalesce(cardinality(told.subjects), 0) AS coalesce_1, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN coalesce(to_json(told.subjects), CAST('[]' AS JSON)) ELSE CAST('[]' AS JSON) END AS anon_14, CASE WHEN (coalesce(cardinality(told.subjects), 0) <= 100) THEN NULL ELSE encode(sha256(convert_to('[' || array_to_string(told.subjects, ',') || ']', 'UTF8')), 'hex') END AS anon_15, told.sealed
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
            SELECT (
              SELECT r$ AS anon_19
              FROM (
                SELECT array((
                  SELECT r$ AS anon_20
                  FROM (
                    SELECT (
                      SELECT r$ AS anon_21
                      FROM (
                        SELECT (
                          WITH outlets_8 AS MATERIALIZED
                          (
                            SELECT outlet_7.node_id AS node_id, outlet_7.merchant_id AS merchant_id, row_number() OVER (ORDER BY outlet_7.opened_on DESC NULLS LAST, outlet_7.fact_id DESC, outlet_7.merchant_id ASC) AS _n
                            FROM outlet AS outlet_7
                            WHERE outlet_7.superseded_at IS NULL AND outlet_7.merchant_id = merchant_6.merchant_id ORDER BY outlet_7.opened_on DESC NULLS LAST, outlet_7.fact_id DESC, outlet_7.merchant_id ASC
                            LIMIT $14::INTEGER
                          )
                          SELECT r$ AS anon_22
                          FROM (
                            SELECT (
                              SELECT r$ AS anon_23
                              FROM (
                                SELECT EXISTS (
                                  SELECT 1
                                  FROM outlets_8
                                  WHERE outlets_8._n > $15::INTEGER
                                ) AS "hasNextPage"
                              ) AS r$
                            ) AS "pageInfo", array((
                              SELECT r$ AS anon_24
                              FROM (
                                SELECT (
                                  SELECT r$ AS anon_25
                                  FROM (
                                    SELECT (
                                      SELECT r$ AS anon_26
                                      FROM (
                                        SELECT (
                                          WITH outlets_12 AS MATERIALIZED
                                          (
                                            SELECT outlet_11.merchant_id AS merchant_id, row_number() OVER (ORDER BY outlet_11.opened_on ASC NULLS FIRST, outlet_11.fact_id ASC, outlet_11.merchant_id DESC) AS _n
                                            FROM outlet AS outlet_11
                                            WHERE outlet_11.superseded_at IS NULL AND outlet_11.merchant_id = merchant_10.merchant_id ORDER BY outlet_11.opened_on ASC NULLS FIRST, outlet_11.fact_id ASC, outlet_11.merchant_id DESC
                                            LIMIT $16::INTEGER
                                          )
                                          SELECT r$ AS anon_27
                                          FROM (
                                            SELECT array((
                                              SELECT r$ AS anon_28
                                              FROM (
                                                SELECT (
                                                  SELECT r$ AS anon_29
                                                  FROM (
                                                    SELECT merchant_14.uscc AS uscc, (
                                                      SELECT r$ AS anon_30
                                                      FROM (
                                                        SELECT (
                                                          SELECT count(*) AS count_1
                                                          FROM complaint AS complaint_15
                                                          WHERE complaint_15.superseded_at IS NULL AND complaint_15.merchant_id = merchant_14.merchant_id
                                                        ) AS "totalCount"
                                                      ) AS r$
                                                    ) AS complaints
                                                    FROM (
                                                      SELECT merchant_13.uscc AS uscc, merchant_13.merchant_id AS merchant_id
                                                      FROM merchant AS merchant_13
                                                      WHERE merchant_13.superseded_at IS NULL AND merchant_13.merchant_id = outlets_12.merchant_id
                                                    ) AS merchant_14
                                                  ) AS r$
                                                ) AS merchant
                                                FROM (
                                                  SELECT outlets_12.merchant_id AS merchant_id
                                                  FROM outlets_12
                                                  WHERE outlets_12._n <= $17::INTEGER ORDER BY outlets_12._n DESC
                                                ) AS outlets_12
                                              ) AS r$
                                            )) AS nodes
                                          ) AS r$
                                        ) AS outlets
                                        FROM (
                                          SELECT merchant_9.merchant_id AS merchant_id
                                          FROM merchant AS merchant_9
                                          WHERE merchant_9.superseded_at IS NULL AND merchant_9.merchant_id = outlets_8.merchant_id
                                        ) AS merchant_10
                                      ) AS r$
                                    ) AS merchant
                                  ) AS r$
                                ) AS node
                                FROM (
                                  SELECT outlets_8.node_id AS node_id, outlets_8.merchant_id AS merchant_id
                                  FROM outlets_8
                                  WHERE outlets_8._n <= $15::INTEGER ORDER BY outlets_8._n ASC
                                ) AS outlets_8
                              ) AS r$
                            )) AS edges
                          ) AS r$
                        ) AS outlets
                        FROM (
                          SELECT merchant_5.merchant_id AS merchant_id
                          FROM merchant AS merchant_5
                          WHERE merchant_5.superseded_at IS NULL AND merchant_5.merchant_id = outlets_4.merchant_id
                        ) AS merchant_6
                      ) AS r$
                    ) AS merchant
                    FROM (
                      SELECT outlet_3.merchant_id AS merchant_id
                      FROM outlet AS outlet_3
                      WHERE outlet_3.superseded_at IS NULL AND outlet_3.merchant_id = merchants_2.merchant_id ORDER BY outlet_3.opened_on DESC NULLS LAST, outlet_3.fact_id DESC, outlet_3.merchant_id ASC
                      LIMIT $18::INTEGER
                    ) AS outlets_4
                  ) AS r$
                )) AS nodes
              ) AS r$
            ) AS outlets
            FROM merchants_2
          ) AS r$
        )) AS nodes
      ) AS r$
    ) AS merchants
  ) AS r$
)) AS body, told.marks AS marks, CASE WHEN (recorded.merchants > 100) THEN to_json(array((
  SELECT told.subjects[place] AS anon_31
  FROM generate_series(recorded.merchants / 100, recorded.merchants, recorded.merchants / 100) AS place
))) ELSE CASE WHEN (told.subjects IS NOT NULL) THEN recorded.merchant_ids END END AS subjects, told.sealed AS sealed
FROM told, recorded
-- bound: 1: v0, 2: policy, 3: register, 4: proof_stream, 5: proof_record_id, 6: proof_node_id, 7: proof_at, 8: party, 9: proof_subject, 10: proof_purpose, 11: proof_case_number, 12: proof_operation, 13: proof_operation_digest, 14: v3, 15: v2, 16: v5, 17: v4, 18: v1
