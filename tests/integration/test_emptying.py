import pytest
from django.contrib.auth.models import Group, Permission
from django.test import TransactionTestCase

from accounts.models import User
from schools.models import School

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_a_test_committed_is_gone_and_what_the_migrations_made_is_not(cast):
    groups, permissions = Group.objects.count(), Permission.objects.count()
    assert groups == 2
    assert permissions > 400
    Permission.objects.first().user_set.add(cast.admin)
    TransactionTestCase()._fixture_teardown()
    assert not School.objects.exists()
    assert not User.objects.exists()
    assert not User.user_permissions.through.objects.exists()
    assert (Group.objects.count(), Permission.objects.count()) == (groups, permissions)


@pytest.mark.parametrize(
    "change", [lambda groups: groups.create(name="Nog een"), lambda groups: groups.first().delete()]
)
def test_also_where_a_test_changed_what_the_migrations_made(cast, change):
    before = set(Group.objects.values_list("name", flat=True))
    change(Group.objects)
    TransactionTestCase()._fixture_teardown()
    assert set(Group.objects.values_list("name", flat=True)) == before
    assert not School.objects.exists()
