-- ?1 merchant_id, ?2 uscc, ?3 today, ?4 authority, ?5 officer, ?6 case number
with lease as materialized (
  select a.fact_id, coalesce(a.period_from, '0000') as first, coalesce(a.period_until, '9999') as last,
    (select group_concat(f.family, ' ') from case_family f where f.case_id = a.fact_id) as families
  from case_access a
  where a.case_number = ?6 and a.authority = ?4 and a.status = 'OPEN'
  and a.opens_on <= ?3 and a.closes_on >= ?3 and a.superseded_at is null
  and exists (select 1 from case_officer o where o.case_id = a.fact_id and o.subject = ?5)
  and exists (select 1 from case_subject s where s.case_id = a.fact_id and s.merchant_id = ?1)),
open as materialized (
  select first, last, instr(families, 'CONTACT') > 0 as contact, instr(families, 'IDNUMBER') > 0 as idnumber,
    instr(families, 'RISKDETAIL') > 0 as riskdetail, instr(families, 'OWNERSHIP') > 0 as ownership,
    instr(families, 'ACCOUNTS') > 0 as accounts, instr(families, 'CARDS') > 0 as cards,
    instr(families, 'COMPLAINTS') > 0 as complaints, instr(families, 'ENFORCEMENT') > 0 as enforcement
  from lease)
select cast(json_object('merchant', (select json_object(
  'uscc', m.uscc, 'name', m.name,
  'legalRepresentative', iif(l.contact, m.legal_representative, m.legal_representative_name1),
  'legalRepresentativeIdNumber', iif(l.idnumber, m.legal_representative_id_number, null),
  'contactPhone', iif(l.contact, m.contact_phone, null),
  'risk', json((select json_object('code', code,
      'light', iif(l.riskdetail and since between l.first and l.last, light, null), 'since', since)
    from risk_status where merchant_id = ?1 and superseded_at is null
    order by since desc, fact_id desc limit 1)),
  'shareholders', json(case when l.ownership then (select json_group_array(json_object('holder', holder,
      'share', json(case when share is not null
        then rtrim(rtrim(printf('%d.%06d', share / 1000000, share % 1000000), '0'), '.') end)))
    from (select holder, share from shareholder where merchant_id = ?1 and superseded_at is null
      order by share desc nulls last, fact_id desc)) end),
  'custodyAccounts', json(case when l.accounts then (select json_group_array(json_object(
      'bank', json((select json_object('name', b.name) from institution b
        where b.code = a.bank and b.superseded_at is null)),
      'accountNumber', account_number, 'openedOn', opened_on))
    from (select * from custody_account where merchant_id = ?1 and superseded_at is null
      order by opened_on desc, fact_id desc) a) end),
  'cardReports', json(case when l.cards then json_object('nodes', (select json_group_array(json_object(
      'reportedFor', reported_for,
      'prepaidBalance', printf('%d.%02d', prepaid_balance / 100, prepaid_balance % 100)))
    from (select reported_for, prepaid_balance from card_report
      where merchant_id = ?1 and superseded_at is null and reported_for between l.first and l.last
      order by reported_for desc, fact_id desc limit 30))) end),
  'complaints', json(case when l.complaints then json_object('nodes', (select json_group_array(json_object(
      'receivedOn', received_on, 'category', category, 'status', status))
    from (select received_on, category, status from complaint
      where merchant_id = ?1 and superseded_at is null and received_on between l.first and l.last
      order by received_on desc, fact_id desc limit 5))) end),
  'penalties', json_object('nodes', (select json_group_array(json_object(
      'authority', authority, 'decidedOn', decided_on, 'kind', kind,
      'amount', case when amount is not null then printf('%d.%02d', amount / 100, amount % 100) end))
    from (select * from penalty where merchant_id = ?1 and superseded_at is null
      and (l.enforcement and decided_on between l.first and l.last
        or published_on <= ?3 and visible_until > ?3 and revoked_on is null and repaired_on is null
          and penalty_class <> 'warning')
      order by decided_on desc, fact_id desc limit 5))))
from merchant m left join open l where m.merchant_id = ?1 and m.uscc = ?2 and m.superseded_at is null)) as blob)
