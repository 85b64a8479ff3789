"""Django, as every server knows it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenkeel.site.settings")
application = get_wsgi_application()
