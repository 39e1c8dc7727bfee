"""The signs by which the bureaus number their papers: 郑民函 for the city, 金水民函 for a district's."""

from django.db import migrations


def load(apps, schema_editor):
    for bureau in apps.get_model("organizations", "Authority").objects.filter(kind="district_bureau"):
        place = bureau.name.removesuffix("民政局")
        bureau.document_sign = f"{place.removesuffix('回族区')[: 2 if len(place) < 4 else None]}民函"
        bureau.save(update_fields=["document_sign"])
    apps.get_model("organizations", "Authority").objects.filter(kind="city_bureau").update(document_sign="郑民函")


def unload(apps, schema_editor):
    apps.get_model("organizations", "Authority").objects.update(document_sign="")


class Migration(migrations.Migration):
    dependencies = [("organizations", "0007_paper_sequence")]
    operations = [migrations.RunPython(load, unload)]
