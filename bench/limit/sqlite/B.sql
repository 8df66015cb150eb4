-- ?1 district, ?2 the caller's district, ?3 today
with page as materialized (
  select merchant_id, uscc, name, status, district, district_basis from merchant
  where district = ?1 and superseded_at is null
  order by established_on desc nulls last, uscc limit 100),
seen as materialized (
  select *, case when district = ?2 and district_basis <> 'registration' then 1 else exists (
    select 1 from outlet o where o.merchant_id = page.merchant_id and o.district = ?2
    and o.status = 'OPEN' and o.superseded_at is null) end as own
  from page)
select cast(json_object('merchants', json_object('nodes', json_group_array(json_object(
  'uscc', uscc, 'name', name, 'status', status,
  'latestCardReport', json(case when own then (select json_object('reportedFor', reported_for,
      'prepaidBalance', printf('%d.%02d', prepaid_balance / 100, prepaid_balance % 100),
      'cardsIssued', cards_issued)
    from card_report where merchant_id = m.merchant_id and superseded_at is null
    order by reported_for desc, fact_id desc limit 1) end),
  'latestRating', json((select json_object('grade', grade, 'publishedOn', published_on,
      'publisher', json((select json_object('name', p.name) from party p
        where p.code = r.publisher and p.superseded_at is null)))
    from rating r where merchant_id = m.merchant_id and superseded_at is null
    and published_on <= ?3 and withdrawn_on is null
    order by published_on desc, fact_id desc limit 1)),
  'complaints', json(case when own then json_object('nodes', (select json_group_array(json_object(
      'receivedOn', received_on, 'category', category, 'status', status))
    from (select received_on, category, status from complaint
      where merchant_id = m.merchant_id and superseded_at is null
      order by received_on desc, fact_id desc limit 3))) end),
  'custody', json((select json_object('standard', standard, 'verdict', verdict,
      'required', case when own and required is not null then printf('%d.%02d', required / 100, required % 100) end,
      'held', case when own and held is not null then printf('%d.%02d', held / 100, held % 100) end,
      'shortfall', case when own and shortfall is not null then printf('%d.%02d', shortfall / 100, shortfall % 100) end)
    from custody_assessment where merchant_id = m.merchant_id and superseded_at is null
    order by assessed_for desc, fact_id desc limit 1)))))) as blob)
from seen m
