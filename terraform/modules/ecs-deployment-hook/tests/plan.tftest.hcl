mock_provider "aws" {
  source = "./tests"
}

variables {
  name               = "migrate-web"
  cluster_arn        = "arn:aws:ecs:eu-west-1:111122223333:cluster/production"
  services           = ["web"]
  settings           = { cluster = "production", task_definition = "production-shop-migrate", subnets = "subnet-0a1b" }
  caller_policy_json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
  tool               = { package = "ecs-migrate@0.1.0" }
}

run "least" {
  command = apply

  assert {
    condition = jsondecode(aws_cloudwatch_event_rule.hook.event_pattern) == {
      source      = ["aws.ecs"]
      detail-type = ["ECS Hook State Change"]
      detail = {
        eventName      = ["HOOK_AWAITING_ACTION"]
        hookType       = ["PAUSE"]
        lifecycleStage = ["PRE_SCALE_UP"]
        serviceArn     = ["arn:aws:ecs:eu-west-1:111122223333:service/production/web"]
      }
    }
    error_message = "The rule takes the event of this service's PAUSE hooks alone."
  }

  assert {
    condition     = jsondecode(aws_cloudwatch_event_target.sweep["web"].input).environmentVariablesOverride == [{ name = "ECS_MIGRATE_SERVICE", type = "PLAINTEXT", value = "arn:aws:ecs:eu-west-1:111122223333:service/production/web" }]
    error_message = "The sweep names the service."
  }

  assert {
    condition     = jsondecode(replace(one(aws_cloudwatch_event_target.hook.input_transformer).input_template, "<service>", "ARN")).environmentVariablesOverride[0].value == "ARN"
    error_message = "The build of an event looks for the event's own service."
  }

  assert {
    condition     = strcontains(yamldecode(one(aws_codebuild_project.this.source).buildspec).phases.build.commands[0], "$ECS_MIGRATE_CLI $${ECS_MIGRATE_VERB:-run} &")
    error_message = "The build is that of the pipeline's stage, with the command hook."
  }

  assert {
    condition = { for it in one(aws_codebuild_project.this.environment).environment_variable : it.name => it.value } == {
      ECS_MIGRATE_BUILD_TIMEOUT   = "120m"
      ECS_MIGRATE_CLUSTER         = "production"
      ECS_MIGRATE_IF_NONE         = "skip"
      ECS_MIGRATE_PACKAGE         = "ecs-migrate@0.1.0"
      ECS_MIGRATE_STAGE           = "PRE_SCALE_UP"
      ECS_MIGRATE_SUBNETS         = "subnet-0a1b"
      ECS_MIGRATE_TASK_DEFINITION = "production-shop-migrate"
      ECS_MIGRATE_VERB            = "hook"
    }
    error_message = "The settings reach the build as variables."
  }

  assert {
    condition     = aws_cloudwatch_event_target.hook.dead_letter_config[0].arn == aws_sqs_queue.undelivered.arn && aws_cloudwatch_event_target.sweep["web"].dead_letter_config[0].arn == aws_sqs_queue.undelivered.arn
    error_message = "An event that starts no build is kept."
  }

  assert {
    condition     = output.lifecycle_hook.timeout_configuration == { timeout_in_minutes = 240, action = "ROLLBACK" }
    error_message = "A hook that expires rolls back, after more time than a build has."
  }
}

run "policies" {
  command = apply

  variables {
    tool = { s3 = { bucket = "tools", key = "ecs-migrate-0.1.0.tgz", kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/0b2a5b4e-1f0a-4a57-9d3e-6a1b2c3d4e5f" } }
  }

  assert {
    condition = jsonencode({
      "aws_iam_role.build.assume_role_policy"   = jsondecode(aws_iam_role.build.assume_role_policy)
      "aws_iam_role_policy.build.policy"        = jsondecode(aws_iam_role_policy.build.policy)
      "aws_iam_role.events.assume_role_policy"  = jsondecode(aws_iam_role.events.assume_role_policy)
      "aws_iam_role_policy.events.policy"       = jsondecode(aws_iam_role_policy.events.policy)
      "aws_sqs_queue_policy.undelivered.policy" = jsondecode(aws_sqs_queue_policy.undelivered.policy)
    }) == jsonencode(jsondecode(file("./tests/policies.json")))
    error_message = "tests/policies.json must be the JSON shown above."
  }
}

run "several_services_need_a_lock" {
  command = plan
  variables {
    services = ["web", "worker"]
  }
  expect_failures = [var.services]
}

run "several_services_with_a_lock" {
  command = apply
  variables {
    services      = ["web", "worker"]
    settings      = { cluster = "production", task_definition = "production-shop-migrate", lock = "shop" }
    sweep_minutes = 30
  }
  assert {
    condition     = length(aws_cloudwatch_event_target.sweep) == 2 && length(jsondecode(aws_cloudwatch_event_rule.hook.event_pattern).detail.serviceArn) == 2
    error_message = "Each service has its sweep, and the rule takes the events of both."
  }
}

run "no_sweep" {
  command = apply
  variables {
    sweep_minutes = 0
  }
  assert {
    condition     = length(aws_cloudwatch_event_rule.sweep) == 0 && length(aws_cloudwatch_event_target.sweep) == 0
    error_message = "Without a sweep there is no schedule."
  }
}

run "reserved_settings" {
  command = plan
  variables {
    settings = { cluster = "production", service = "web" }
  }
  expect_failures = [var.settings]
}
