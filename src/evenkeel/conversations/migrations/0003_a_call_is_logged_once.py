from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0002_the_first_desk")]

    operations = [
        migrations.AddField(
            model_name="recording",
            name="key",
            field=models.CharField(
                help_text="The same key again is the same call.", max_length=300, null=True, unique=True
            ),
        ),
    ]
