from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organizations", "0004_account_moves")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="发送次数"),
        ),
        migrations.AddField(
            model_name="invitation",
            name="last_error",
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name="发送失败原因"),
        ),
        migrations.AddField(
            model_name="invitation",
            name="send_after",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="下次发送时间"),
        ),
        migrations.AddField(
            model_name="invitation",
            name="sent_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="发送时间"),
        ),
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(
                condition=models.Q(("send_after__isnull", False)), fields=["send_after"], name="invitation_to_send"
            ),
        ),
    ]
