-- ?1 merchant_id, ?2 uscc, ?3 today
select cast(json_object('merchant', (select json_object(
  'uscc', m.uscc, 'name', m.name, 'status', m.status,
  'district', (select json_object('name', d.name) from district d where d.code = m.district),
  'link', (select json_object('status', status) from link
    where merchant_id = ?1 and superseded_at is null),
  'risk', json((select json_object('code', code, 'alert', json(iif(alert, 'true', 'false')), 'since', since)
    from risk_status where merchant_id = ?1 and superseded_at is null
    order by since desc, fact_id desc limit 1)),
  'custody', json((select json_object('verdict', verdict)
    from custody_assessment where merchant_id = ?1 and superseded_at is null
    order by assessed_for desc, fact_id desc limit 1)),
  'latestRating', json((select json_object('grade', grade,
      'publisher', json((select json_object('name', p.name) from party p
        where p.code = r.publisher and p.superseded_at is null)))
    from rating r where merchant_id = ?1 and superseded_at is null
    and published_on <= ?3 and withdrawn_on is null
    order by published_on desc, fact_id desc limit 1)),
  'warnings', json_object('nodes', (select json_group_array(json_object(
      'title', title, 'publishedOn', published_on))
    from (select title, published_on from warning where merchant_id = ?1 and superseded_at is null
      and published_on <= ?3 and withdrawn_on is null
      order by published_on desc, fact_id desc limit 3))))
from merchant m where m.merchant_id = ?1 and m.uscc = ?2 and m.superseded_at is null)) as blob)
