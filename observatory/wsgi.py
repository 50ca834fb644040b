"""The WSGI entry point, served by granian."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "observatory.settings")

application = get_wsgi_application()

# What was loaded stays for the life of the process: the collector of cycles
# need not walk through it again, nor come as often as its defaults say.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
