-- ?1 merchant_id, ?2 uscc, ?3 today
select cast(json_object('merchant', (select json_object(
  'uscc', m.uscc, 'name', m.name, 'status', m.status, 'issuer', m.issuer,
  'district', (select json_object('code', d.code, 'name', d.name) from district d where d.code = m.district),
  'industry', (select json_object('code', i.code, 'name', i.name) from industry i
    where i.edition = m.industry_edition and i.code = m.industry),
  'establishedOn', m.established_on,
  'registeredCapital', case when m.registered_capital is not null
    then printf('%d.%02d', m.registered_capital / 100, m.registered_capital % 100) end,
  'link', (select json_object('status', status, 'linkedOn', linked_on) from link
    where merchant_id = ?1 and superseded_at is null),
  'cardReports', json_object('nodes', (select json_group_array(json_object(
      'reportedFor', reported_for,
      'prepaidTotal', printf('%d.%02d', prepaid_total / 100, prepaid_total % 100),
      'prepaidBalance', printf('%d.%02d', prepaid_balance / 100, prepaid_balance % 100),
      'cardsIssued', cards_issued, 'onTime', json(iif(on_time, 'true', 'false'))))
    from (select * from card_report where merchant_id = ?1 and superseded_at is null
      order by reported_for desc, fact_id desc limit 7))),
  'custody', json((select json_object(
      'standard', standard, 'verdict', verdict,
      'required', case when required is not null then printf('%d.%02d', required / 100, required % 100) end,
      'held', case when held is not null then printf('%d.%02d', held / 100, held % 100) end,
      'shortfall', case when shortfall is not null then printf('%d.%02d', shortfall / 100, shortfall % 100) end,
      'fundingDueOn', funding_due_on)
    from custody_assessment where merchant_id = ?1 and superseded_at is null
    order by assessed_for desc, fact_id desc limit 1)),
  'custodyAccounts', (select json_group_array(json_object(
      'bank', json((select json_object('name', b.name) from institution b
        where b.code = a.bank and b.superseded_at is null)),
      'accountNumber', account_number, 'openedOn', opened_on))
    from (select * from custody_account where merchant_id = ?1 and superseded_at is null
      order by opened_on desc, fact_id desc) a),
  'risk', json((select json_object('code', code, 'alert', json(iif(alert, 'true', 'false')),
      'light', light, 'since', since)
    from risk_status where merchant_id = ?1 and superseded_at is null
    order by since desc, fact_id desc limit 1)),
  'ratings', json_object('nodes', (select json_group_array(json_object(
      'grade', grade,
      'score', json(case when score is not null
        then rtrim(rtrim(printf('%d.%06d', score / 1000000, score % 1000000), '0'), '.') end),
      'publishedOn', published_on,
      'publisher', json((select json_object('name', p.name) from party p
        where p.code = r.publisher and p.superseded_at is null))))
    from (select * from rating where merchant_id = ?1 and superseded_at is null
      and published_on <= ?3 and withdrawn_on is null
      order by published_on desc, fact_id desc limit 3) r)),
  'complaintSummary', (select json_object('total', count(*),
      'open', coalesce(sum(status not in ('RESOLVED', 'FAILED', 'REFUSED')), 0),
      'last90Days', coalesce(sum(received_on > date(?3, '-90 days')), 0))
    from complaint where merchant_id = ?1 and superseded_at is null),
  'complaints', json_object('nodes', (select json_group_array(json_object(
      'receivedOn', received_on, 'channel', channel, 'category', category, 'status', status,
      'dueOn', due_on,
      'amount', case when amount is not null then printf('%d.%02d', amount / 100, amount % 100) end))
    from (select * from complaint where merchant_id = ?1 and superseded_at is null
      order by received_on desc, fact_id desc limit 5))),
  'rectifications', json_object('nodes', (select json_group_array(json_object(
      'issuedOn', issued_on, 'dueOn', due_on, 'status', status,
      'violation', json((select json_object('name', v.name) from violation v where v.code = o.violation))))
    from (select * from rectification where merchant_id = ?1 and superseded_at is null
      order by issued_on desc, fact_id desc limit 5) o)),
  'penalties', json_object('nodes', (select json_group_array(json_object(
      'authority', authority, 'decidedOn', decided_on, 'kind', kind,
      'amount', case when amount is not null then printf('%d.%02d', amount / 100, amount % 100) end,
      'publishedOn', published_on))
    from (select * from penalty where merchant_id = ?1 and superseded_at is null
      order by decided_on desc, fact_id desc limit 5))))
from merchant m where m.merchant_id = ?1 and m.uscc = ?2 and m.superseded_at is null)) as blob)
