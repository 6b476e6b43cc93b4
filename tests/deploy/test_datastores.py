"""PostgreSQL and RabbitMQ as their operators are asked for them; their schemas are not Kubernetes' own."""

from __future__ import annotations

from tests.deploy.manifests import SERVICES, Manifests


def test_rabbitmq_is_three_nodes_on_three_machines(production: Manifests) -> None:
    spec = production.named("RabbitmqCluster", "rabbitmq")["spec"]
    assert spec["replicas"] == 3
    (apart,) = spec["affinity"]["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    assert apart["topologyKey"] == "kubernetes.io/hostname"
    assert apart["labelSelector"]["matchLabels"] == {"app.kubernetes.io/name": "rabbitmq"}
    assert "cluster_partition_handling = pause_minority" in spec["rabbitmq"]["additionalConfig"].splitlines()


def test_rabbitmq_guaranteed_memory_is_its_limit(production: Manifests) -> None:
    resources = production.named("RabbitmqCluster", "rabbitmq")["spec"]["resources"]
    assert resources["requests"]["memory"] == resources["limits"]["memory"]


def test_postgresql_answers_only_after_a_second_machine_has_it(production: Manifests) -> None:
    spec = production.named("Cluster", "postgresql")["spec"]
    assert spec["instances"] == 3
    assert spec["affinity"]["podAntiAffinityType"] == "required"
    assert spec["postgresql"]["synchronous"] == {"method": "any", "number": 1, "dataDurability": "required"}


def test_each_service_has_a_database_an_owner_and_a_role(production: Manifests) -> None:
    assert {(one["spec"]["name"], one["spec"]["owner"]) for one in production.of("Database")} == {
        (service, f"{service}_owner") for service in SERVICES
    }
    roles = production.named("Cluster", "postgresql")["spec"]["managed"]["roles"]
    assert {role["name"] for role in roles} == {f"{s}_{r}" for s in SERVICES for r in ("owner", "app")}
    assert all(role.keys() == {"name", "login", "passwordSecret"} for role in roles)


def test_no_role_enters_the_database_of_another_service(production: Manifests) -> None:
    *allowed, last = production.named("Cluster", "postgresql")["spec"]["postgresql"]["pg_hba"]
    assert allowed == [f"hostssl {s} {s}_owner,{s}_app all scram-sha-256" for s in SERVICES]
    roles = ",".join(f"{s}_owner,{s}_app" for s in SERVICES)
    assert last == f"host all {roles} all reject"


def test_deleting_the_object_keeps_the_data(production: Manifests) -> None:
    assert {one["spec"]["databaseReclaimPolicy"] for one in production.of("Database")} == {"retain"}


def test_rights_are_given_before_the_migration_makes_tables(production: Manifests) -> None:
    for service in SERVICES:
        pod = production.named("Job", f"{service}-migrate")["spec"]["template"]["spec"]
        (rights,) = pod["initContainers"]
        environment = {one["name"]: one for one in rights["env"]}
        assert environment["PGDATABASE"]["value"] == service
        assert environment["PGHOST"]["value"] == "postgresql-rw"
        owner = f"postgresql-{service}-owner"
        assert environment["PGUSER"]["valueFrom"]["secretKeyRef"] == {"name": owner, "key": "username"}
        assert f"app={service}_app" in rights["args"]


def test_a_backup_is_taken_every_night(production: Manifests) -> None:
    (backup,) = production.of("ScheduledBackup")
    assert backup["spec"]["cluster"]["name"] == "postgresql"
    assert len(backup["spec"]["schedule"].split()) == 6  # seconds come first
    assert backup["spec"]["method"] in production.named("Cluster", "postgresql")["spec"]["backup"]
