"""WSGI entry point. A web server's threads keep their connections: PostgreSQL reads the walls once for each, not once
for each page. Nothing of a request stays in one, because whatever is set is set for its transaction only.
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.project.settings")
os.environ.setdefault("DATABASE_KEPT_SECONDS", "600")
application = get_wsgi_application()
