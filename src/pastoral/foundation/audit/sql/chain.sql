-- The audit chain. A deferred trigger links every new entry when its transaction commits, so that the lock which orders
-- the chain is held for the commit only. The functions belong to the owner: the web role can neither write nor mend a link.

create or replace function audit_content(entry jsonb) returns text language sql immutable as $$
    -- jsonb prints its keys in one fixed order, so equal content is equal text. Empty columns are left out, so that a
    -- column that a later version adds does not change what was hashed before.
    select coalesce(jsonb_object_agg(key, value) filter (where value <> 'null'::jsonb), '{}'::jsonb)::text from jsonb_each(entry)
$$;

create or replace function audit_hash(previous text, place bigint, tbl text, content text) returns text
language sql immutable as $$
    select encode(sha256(convert_to(previous || '|' || place || '|' || tbl || '|' || content, 'UTF8')), 'hex')
$$;

create or replace function audit_chain() returns trigger language plpgsql security definer
-- pg_temp is named, and last: otherwise a temporary table called audit_link would be found before the real one
set search_path = pg_catalog, public, pg_temp set timezone = 'UTC' as $$
declare
    chain_id bigint := coalesce(new.authority_id, 0);
    last_link record;
    before_hash text;
    place bigint;
begin
    -- One lock for all chains: a lock for each could deadlock when two transactions write in two chains each.
    perform pg_advisory_xact_lock(726184);
    select l.position, l.hash into last_link from audit_link l
        where l.chain = chain_id order by l.position desc limit 1;
    place := coalesce(last_link.position, 0) + 1;
    before_hash := coalesce(last_link.hash, repeat('0', 64));
    insert into audit_link (chain, position, "table", entry, day, previous, hash) values (
        chain_id, place, tg_table_name, new.id, (new.at at time zone 'UTC')::date, before_hash,
        audit_hash(before_hash, place, tg_table_name, audit_content(to_jsonb(new)))
    );
    return null;
end
$$;

drop trigger if exists chain on audit_event;
create constraint trigger chain after insert on audit_event deferrable initially deferred
    for each row execute function audit_chain();
drop trigger if exists chain on audit_viewed;
create constraint trigger chain after insert on audit_viewed deferrable initially deferred
    for each row execute function audit_chain();
