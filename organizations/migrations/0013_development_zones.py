"""The four functional zones of the city with their bureaus, units and party organizations; and changes that rest on a list.

410171, 410172 and 410173 are the codes of the national division codes for statistics (统计用区划代码); 郑东新区 has a code in neither
table, 410174 is the portal's own. What the units of a zone are called follows the districts, and is the bureau's to correct.
"""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

UNITS = import_module("organizations.migrations.0004_authority_reference_data")
# Code, name, what lists write instead of it, document sign of its bureau.
ZONES = [
    ("410171", "郑州经济技术开发区", ["郑州经开区", "经开区", "经济技术开发区"], "经开民函"),
    ("410172", "郑州高新技术产业开发区", ["郑州高新区", "高新区", "高新技术产业开发区"], "高新民函"),
    ("410173", "郑州航空港经济综合实验区", ["郑州航空港区", "航空港区", "航空港经济综合实验区"], "航空港民函"),
    ("410174", "郑东新区", ["郑州市郑东新区"], "郑东民函"),
]


def entries(code, name):
    """Unit, name, what lists write instead without the place, kind."""
    yield "MZJ", f"{name}民政局", ["民政局"], "district_bureau"
    for unit, called, short in UNITS.units_of(code, name):
        yield unit, called, short, "competent"
    yield "SHZZDW", f"中共{name}社会组织委员会", ["社会组织党委", "社会组织委员会"], "party"


def aliases_of(called, name, places, short):
    names = [f"{place}{one}" for place in (name, *places) for one in short]
    names += [called.replace(name, place) for place in places]
    return [one for one in dict.fromkeys(names) if one != called]


def load(apps, schema_editor):
    District = apps.get_model("organizations", "District")
    Authority = apps.get_model("organizations", "Authority")
    District.objects.bulk_create((District(code=code, name=name) for code, name, _, _ in ZONES), ignore_conflicts=True)
    above = {
        "district_bureau": Authority.objects.filter(code="410100-MZJ").first(),
        "party": Authority.objects.filter(code="410100-SHZZDW").first(),
    }
    known = set(Authority.objects.values_list("code", flat=True)) | set(
        Authority.objects.values_list("name", flat=True)
    )
    rows, aliases = [], {}
    for code, name, places, sign in ZONES:
        for unit, called, short, kind in entries(code, name):
            if {f"{code}-{unit}", called} & known:
                continue
            rows.append(
                Authority(
                    code=f"{code}-{unit}",
                    name=called,
                    kind=kind,
                    district_id=code,
                    parent=above.get(kind),
                    document_sign=sign if kind == "district_bureau" else "",
                )
            )
            aliases[f"{code}-{unit}"] = aliases_of(called, name, places, short)
    Authority.objects.bulk_create(rows)
    UNITS.add_aliases(apps, aliases)


def unload(apps, schema_editor):
    """Refused by the database where an organization belongs to one by now."""
    codes = [code for code, *_ in ZONES]
    apps.get_model("organizations", "Authority").objects.filter(district_id__in=codes).delete()
    apps.get_model("organizations", "District").objects.filter(code__in=codes).delete()


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial"), ("organizations", "0012_announcements")]
    operations = [
        migrations.RemoveConstraint(
            model_name="organizationchange",
            name="change_rests_on_a_paper",
        ),
        migrations.AddField(
            model_name="organizationchange",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="organizations.importbatch",
                verbose_name="所据名录",
            ),
        ),
        migrations.AddField(
            model_name="organizationchangeevent",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organizations.importbatch",
                verbose_name="所据名录",
            ),
        ),
        migrations.AlterField(
            model_name="organizationchange",
            name="entered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="录入人",
            ),
        ),
        migrations.AlterField(
            model_name="organizationchangeevent",
            name="entered_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="录入人",
            ),
        ),
        migrations.AddConstraint(
            model_name="organizationchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paper__isnull", False),
                    ("batch__isnull", False),
                    ("kind__in", ("correction", "registration")),
                    _connector="OR",
                ),
                name="change_rests_on_a_paper",
                violation_error_message="请上传变更的依据文件。",
            ),
        ),
        migrations.AddConstraint(
            model_name="organizationchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("entered_by__isnull", False), ("batch__isnull", False), _connector="OR"),
                name="change_is_entered_by_somebody_or_by_a_list",
                violation_error_message="变更须有录入人或者所据名录。",
            ),
        ),
        migrations.RunPython(load, unload),
    ]
