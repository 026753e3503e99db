mock_provider "aws" {
  source = "../../modules/migration-task/tests"
}

variables {
  image                   = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:1"
  vpc_id                  = "vpc-0a1b2c3d"
  private_subnets         = ["subnet-0a1b2c3d", "subnet-1a1b2c3d"]
  database_security_group = "sg-0d1b2c3d"

  database_host       = "shop.cluster-0a1b2c3d.eu-west-1.rds.amazonaws.com"
  database_name       = "shop"
  database_secret_arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf"
  bucket_arn          = "arn:aws:s3:::shop-migrations"
}

run "plan" {
  command = apply

  # test/e2e/rendered-examples.test.ts runs it on the local engine.
  assert {
    condition     = jsonencode(jsondecode(module.migration.task_definition_json)) == jsonencode(jsondecode(file("../../../examples/migrator/taskdef.json")))
    error_message = "examples/migrator/taskdef.json must be the JSON shown above."
  }

  # test/terraform/policies.test.ts holds it against the Service Authorization Reference.
  assert {
    condition     = jsonencode({ "output.task_policy_json" = jsondecode(output.task_policy_json) }) == jsonencode(jsondecode(file("./tests/policies.json")))
    error_message = "tests/policies.json must be the JSON shown above."
  }
}
