mock_provider "aws" {
  source = "../../modules/migration-task/tests"
}

variables {
  image                   = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:1"
  vpc_id                  = "vpc-0a1b2c3d"
  private_subnets         = ["subnet-0a1b2c3d", "subnet-1a1b2c3d"]
  database_security_group = "sg-0d1b2c3d"

  app_image               = "nginx:1.29"
  database_url_secret_arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf"
}

run "plan" {
  command = apply

  assert {
    condition     = output.settings.lock == "staging-shop"
    error_message = "Migrations of one database wait for each other."
  }

  # test/e2e/rendered-examples.test.ts runs it on the local engine.
  assert {
    condition     = jsonencode(jsondecode(module.migration.task_definition_json)) == jsonencode(jsondecode(file("../../../examples/atlas/taskdef.json")))
    error_message = "examples/atlas/taskdef.json must be the JSON shown above."
  }

  # test/e2e/rendered-examples.test.ts runs it on the local engine.
  assert {
    condition     = jsonencode(jsondecode(output.app_task_definition_json)) == jsonencode(jsondecode(file("../../../examples/atlas/taskdef-before-app.json")))
    error_message = "examples/atlas/taskdef-before-app.json must be the JSON shown above."
  }
}
