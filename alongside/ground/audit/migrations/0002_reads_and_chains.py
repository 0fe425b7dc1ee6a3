"""Reads beside changes, every event in a hash chain, and alerts (docs/adr/0008).

The names of tables and functions carry their schema, and the trigger's own search path is fixed: it runs with its
owner's rights, so that the web's role can add events and cannot touch the heads of the chains.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FUNCTIONS = r"""
CREATE FUNCTION public.audit_canonical(e public.audit_event) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(chr(31), '1',
        e.shard::text, e.number::text, e.id::text,
        (extract(epoch FROM e.at)*1000000)::bigint::text, (extract(epoch FROM e.kept_at)*1000000)::bigint::text,
        e.kind, e.by_id::text, coalesce(e.authority_id::text,''), e.roles::text, coalesce(e.agency_id::text,''),
        e.record_type, e.record_id, coalesce(e.family_id::text,''), coalesce(e.pack_version_id::text,''),
        e.rule_id, e.standing, e.device, e.device_mark, e.detail::text, coalesce(encode(e.terms_seal,'hex'),''))
$$;

CREATE FUNCTION public.audit_shard_of(family uuid, record text) RETURNS smallint LANGUAGE sql IMMUTABLE AS $$
    SELECT (get_byte(sha256(convert_to(coalesce(family::text, record), 'UTF8')), 0) % 64)::smallint
$$;

CREATE FUNCTION public.audit_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    last public.audit_shard%ROWTYPE;
BEGIN
    IF position(chr(31) IN concat(NEW.kind, NEW.roles::text, NEW.record_type, NEW.record_id, NEW.rule_id,
                                  NEW.standing, NEW.device, NEW.device_mark)) > 0 THEN
        RAISE EXCEPTION 'audit: a separator inside a value';
    END IF;
    NEW.shard := public.audit_shard_of(NEW.family_id, NEW.record_id);
    SELECT * INTO last FROM public.audit_shard WHERE shard = NEW.shard FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO public.audit_shard (shard, number, head) VALUES (NEW.shard, 0, decode(repeat('00', 32), 'hex'))
            ON CONFLICT DO NOTHING;
        SELECT * INTO STRICT last FROM public.audit_shard WHERE shard = NEW.shard FOR UPDATE;
    END IF;
    IF NEW.terms = '' THEN
        NEW.terms_salt := NULL;
        NEW.terms_seal := NULL;
    ELSE
        NEW.terms_seal := sha256(coalesce(NEW.terms_salt, '') || convert_to(NEW.terms, 'UTF8'));
    END IF;
    NEW.number := last.number + 1;
    NEW.previous := last.head;
    NEW.kept_at := clock_timestamp();
    NEW.hash := sha256(NEW.previous || convert_to(public.audit_canonical(NEW), 'UTF8'));
    UPDATE public.audit_shard SET number = NEW.number, head = NEW.hash WHERE shard = NEW.shard;
    RETURN NEW;
END
$$;
"""

CHAIN_WHAT_IS_THERE = r"""
ALTER TABLE public.audit_event DISABLE TRIGGER pgtrigger_append_only_7d947;
DO $$
DECLARE
    e public.audit_event%ROWTYPE;
    place smallint := -1;
BEGIN
    FOR e IN SELECT * FROM public.audit_event
             ORDER BY public.audit_shard_of(family_id, record_id), at, id LOOP
        e.shard := public.audit_shard_of(e.family_id, e.record_id);
        IF e.shard <> place THEN
            place := e.shard;
            INSERT INTO public.audit_shard VALUES (place, 0, decode(repeat('00', 32), 'hex'));
        END IF;
        SELECT number + 1, head INTO e.number, e.previous FROM public.audit_shard WHERE shard = place;
        e.kept_at := e.at;
        e.hash := sha256(e.previous || convert_to(public.audit_canonical(e), 'UTF8'));
        UPDATE public.audit_event SET shard = e.shard, number = e.number, previous = e.previous, hash = e.hash,
            kept_at = e.kept_at WHERE id = e.id;
        UPDATE public.audit_shard SET number = e.number, head = e.hash WHERE shard = place;
    END LOOP;
END
$$;
ALTER TABLE public.audit_event ENABLE TRIGGER pgtrigger_append_only_7d947;
"""

TRIGGER = """
CREATE TRIGGER audit_chain BEFORE INSERT ON public.audit_event FOR EACH ROW EXECUTE FUNCTION public.audit_chain();
"""

PLACES = {
    "shard": models.SmallIntegerField,
    "number": models.BigIntegerField,
    "previous": models.BinaryField,
    "hash": models.BinaryField,
    "kept_at": models.DateTimeField,
}


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Shard",
            fields=[
                ("shard", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("number", models.BigIntegerField()),
                ("head", models.BinaryField()),
            ],
        ),
        *[migrations.AddField("event", name, field(null=True)) for name, field in PLACES.items()],
        migrations.AddField(
            "event",
            "authority",
            models.ForeignKey(
                db_index=False,
                help_text="On whose authority, when not their own: somebody acting for somebody else shows both.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            "event",
            "roles",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60),
                default=list,
                help_text="Keys of the roles they held then.",
                size=None,
            ),
        ),
        migrations.AddField(
            "event",
            "agency_id",
            models.UUIDField(help_text="Their agency then, by id: names change, events do not.", null=True),
        ),
        migrations.AddField(
            "event",
            "standing",
            models.CharField(blank=True, help_text="How a reader came to see it; blank for changes.", max_length=20),
        ),
        migrations.AddField(
            "event", "device", models.CharField(blank=True, help_text="Such as 'Chrome on Windows'.", max_length=60)
        ),
        migrations.AddField(
            "event",
            "device_mark",
            models.CharField(blank=True, help_text="Keyed hash of the network address.", max_length=32),
        ),
        migrations.AddField(
            "event",
            "terms",
            models.TextField(
                blank=True,
                help_text="What was searched for: personal data, to be kept no longer than the council's rule for"
                " search terms. The chain covers its seal, so it can be blanked (with its salt) and the chain still"
                " holds.",
            ),
        ),
        migrations.AddField("event", "terms_salt", models.BinaryField(null=True)),
        migrations.AddField("event", "terms_seal", models.BinaryField(null=True)),
        migrations.AlterField(
            "event",
            "at",
            models.DateTimeField(help_text="When it was written, by the clock of the process that wrote it."),
        ),
        migrations.RunSQL(
            FUNCTIONS,
            "DROP FUNCTION public.audit_chain; DROP FUNCTION public.audit_canonical(public.audit_event);"
            "DROP FUNCTION public.audit_shard_of(uuid, text);",
        ),
        migrations.RunSQL(CHAIN_WHAT_IS_THERE, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER audit_chain ON public.audit_event;"),
        migrations.AlterField("event", "shard", models.SmallIntegerField(editable=False)),
        migrations.AlterField("event", "number", models.BigIntegerField(editable=False)),
        migrations.AlterField("event", "previous", models.BinaryField()),
        migrations.AlterField("event", "hash", models.BinaryField()),
        migrations.AlterField(
            "event",
            "kept_at",
            models.DateTimeField(editable=False, help_text="When the database kept it, by the database's clock."),
        ),
        migrations.AddConstraint(
            "event", models.UniqueConstraint(fields=("shard", "number"), name="audit_one_chain_per_shard")
        ),
        migrations.AddIndex(
            "event",
            models.Index(
                condition=models.Q(("standing", ""), _negated=True), fields=["by", "-at"], name="audit_reads_by_person"
            ),
        ),
    ]
