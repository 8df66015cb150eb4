-- A schema for PostGraphile over the hub's own tables: views of what is current, and row security by district.
-- The setting `bench.district` says whose office asks; when it is empty, all is open.
create schema peer;

-- Whether a merchant is the caller's own; PostgreSQL puts the body into the query that calls it.
create function peer.own(merchant public.merchant) returns boolean language sql stable parallel safe as $$
  select current_setting('bench.district') = ''
    or merchant.district = current_setting('bench.district') and merchant.district_basis <> 'registration'
    or (select true from public.outlet o where o.merchant_id = merchant.merchant_id
      and o.district = current_setting('bench.district') and o.status = 'OPEN' and o.superseded_at is null limit 1) is not null
$$;

create view peer.districts as select code, name from public.district;
create view peer.industries as select edition, code, name from public.industry;
create view peer.parties as select code, name from public.party where superseded_at is null;
create view peer.institutions as select code, name from public.institution where superseded_at is null;
create view peer.violations as select code, name from public.violation;

create view peer.merchants with (security_invoker) as select merchant_id, uscc, name, kind, status,
  case when issuer <> 'REPORTED' or district = current_setting('bench.district')
    or peer.own(m) then issuer else 'NOT_KNOWN' end as issuer,
  district as district_code, industry_edition, industry as industry_code, brand, mall_type, established_on,
  coalesce(established_on, '-infinity') as age, (registered_capital * 0.01)::text as registered_capital, business_scope,
  case when peer.own(m) then legal_representative
    else legal_representative_name1 end as legal_representative,
  case when peer.own(m) then contact_phone end as contact_phone
  from public.merchant m where superseded_at is null;
create view peer.links with (security_invoker) as select merchant_id, status, linked_on
  from public.link where superseded_at is null;
create view peer.card_reports with (security_invoker) as select merchant_id, fact_id, reported_for,
  (prepaid_total * 0.01)::text as prepaid_total, (prepaid_balance * 0.01)::text as prepaid_balance, cards_issued, on_time
  from public.card_report where superseded_at is null;
create view peer.custodies with (security_invoker) as select a.merchant_id, a.fact_id, assessed_for, standard, verdict,
  case when peer.own(m) then (required * 0.01)::text end as required,
  case when peer.own(m) then (held * 0.01)::text end as held,
  case when peer.own(m) then (shortfall * 0.01)::text end as shortfall,
  case when peer.own(m) then funding_due_on end as funding_due_on
  from public.custody_assessment a join public.merchant m using (merchant_id)
  where a.superseded_at is null and m.superseded_at is null;
create view peer.custody_accounts with (security_invoker) as select merchant_id, fact_id, bank as bank_code,
  account_number, opened_on from public.custody_account where superseded_at is null;
create view peer.risks with (security_invoker) as select r.merchant_id, r.fact_id, code, alert,
  case when peer.own(m) then light end as light, since
  from public.risk_status r join public.merchant m using (merchant_id)
  where r.superseded_at is null and m.superseded_at is null;
create view peer.ratings with (security_invoker) as select merchant_id, fact_id, grade,
  trim_scale(score * 0.000001)::float8 as score, published_on, publisher as publisher_code
  from public.rating where superseded_at is null;
create view peer.complaint_summaries with (security_invoker) as select m.merchant_id, s.*
  from public.merchant m cross join lateral (select count(*)::int as total,
    count(*) filter (where status not in ('RESOLVED', 'FAILED', 'REFUSED'))::int as open,
    count(*) filter (where received_on > current_setting('bench.today')::date - 90)::int as last_ninety_days
    from public.complaint c where c.merchant_id = m.merchant_id and c.superseded_at is null) s
  where m.superseded_at is null;
create view peer.complaints with (security_invoker) as select merchant_id, fact_id, received_on, channel, category,
  status, due_on, (amount * 0.01)::text as amount from public.complaint where superseded_at is null;
create view peer.rectifications with (security_invoker) as select merchant_id, fact_id, issued_on, due_on, status,
  violation as violation_code from public.rectification where superseded_at is null;
create view peer.penalties with (security_invoker) as select merchant_id, fact_id, authority, decided_on, kind,
  (amount * 0.01)::text as amount, published_on from public.penalty where superseded_at is null;

comment on view peer.districts is '@primaryKey code';
comment on view peer.industries is '@primaryKey edition,code';
comment on view peer.parties is '@primaryKey code';
comment on view peer.institutions is '@primaryKey code';
comment on view peer.violations is '@primaryKey code';
comment on view peer.merchants is E'@primaryKey merchant_id\n@unique uscc\n@foreignKey (district_code) references districts (code)|@fieldName district\n@foreignKey (industry_edition,industry_code) references industries (edition,code)|@fieldName industry';
comment on view peer.links is E'@primaryKey merchant_id\n@foreignKey (merchant_id) references merchants (merchant_id)|@foreignSingleFieldName link';
comment on view peer.card_reports is E'@primaryKey merchant_id,fact_id\n@foreignKey (merchant_id) references merchants (merchant_id)|@foreignFieldName cardReports';
comment on view peer.custodies is E'@primaryKey merchant_id,fact_id\n@foreignKey (merchant_id) references merchants (merchant_id)|@foreignFieldName custodies';
comment on view peer.custody_accounts is E'@primaryKey merchant_id,fact_id\n@foreignKey (merchant_id) references merchants (merchant_id)|@foreignFieldName custodyAccounts\n@foreignKey (bank_code) references institutions (code)|@fieldName bank';
comment on view peer.risks is E'@primaryKey merchant_id,fact_id\n@foreignKey (merchant_id) references merchants (merchant_id)|@foreignFieldName risks';
comment on view peer.ratings is E'@primaryKey merchant_id,fact_id\n@foreignKey (merchant_id) references merchants (merchant_id)|@foreignFieldName ratings\n@foreignKey (publisher_code) references parties (code)|@fieldName publisher';
comment on view peer.complaint_summaries is E'@primaryKey merchant_id\n@foreignKey (merchant_id) references merchants (merchant_id)|@foreignSingleFieldName complaintSummary';
comment on view peer.complaints is E'@primaryKey merchant_id,fact_id\n@foreignKey (merchant_id) references merchants (merchant_id)|@foreignFieldName complaints';
comment on view peer.rectifications is E'@primaryKey merchant_id,fact_id\n@foreignKey (merchant_id) references merchants (merchant_id)|@foreignFieldName rectifications\n@foreignKey (violation_code) references violations (code)|@fieldName violation';
comment on view peer.penalties is E'@primaryKey merchant_id,fact_id\n@foreignKey (merchant_id) references merchants (merchant_id)|@foreignFieldName penalties';

do $$ begin
  if not exists (select from pg_roles where rolname = 'bench_reader') then
    create role bench_reader;
    create role bench_peer login in role bench_reader;
  end if;
end $$;
grant usage on schema public, peer to bench_reader, bench_peer;
grant select on all tables in schema public, peer to bench_reader;

alter table public.merchant enable row level security;
create policy peer on public.merchant for select to bench_reader using (true);
alter table public.rating enable row level security;
create policy peer on public.rating for select to bench_reader
  using (published_on <= current_setting('bench.today')::date and withdrawn_on is null);
do $$ declare name text; begin
  foreach name in array array['card_report', 'custody_account', 'complaint', 'rectification', 'penalty'] loop
    execute format('alter table public.%I enable row level security', name);
    execute format('create policy peer on public.%I for select to bench_reader using (exists (
      select from public.merchant m where m.merchant_id = %I.merchant_id and m.superseded_at is null and peer.own(m)))',
      name, name);
  end loop;
end $$;
